import { compilePathPattern } from '../../filters/path-pattern.ts';
import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

const statuses = [301, 302, 303, 307, 308];

/** A redirect leads somewhere else, and a rewrite rewrites something. */
export const redirects: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.filters.forEach((filter, index) => {
      if (filter.type !== 'redirect' && filter.type !== 'url-rewrite') return;
      const here = [...path, 'filters', index];
      if (filter.replaceFullPath !== undefined && filter.replacePrefixMatch !== undefined) {
        look.error(
          [...here, 'replace-prefix-match'],
          '"replace-prefix-match" has no effect beside "replace-full-path"',
        );
      }
      checkPattern(look, filter, here);
      const changes = [filter.pathRegex, filter.hostname, filter.replaceFullPath, filter.replacePrefixMatch];
      if (filter.type === 'redirect') {
        changes.push(filter.scheme, filter.port?.toString());
        if (!statuses.includes(filter.statusCode)) {
          look.error(
            [...here, 'status-code'],
            `${filter.statusCode} is not a redirect`,
            `write one of ${statuses.join(', ')}`,
          );
        }
      }
      if (changes.some((change) => change !== undefined)) return;
      const effect = filter.type === 'redirect' ? 'leads back to where it came from' : 'changes nothing';
      look.error(
        here,
        `the filter "${filter.id}" ${effect}`,
        'write hostname, replace-full-path, replace-prefix-match or path-regex',
      );
    });
  }
};

type Rewrite = Section['filters'][number] & { readonly type: 'redirect' | 'url-rewrite' };

/** A pattern goes with what stands in place of its match, and with no other new path. */
function checkPattern(look: Look, filter: Rewrite, here: Path): void {
  const { pathRegex, replaceRegexMatch, replaceFullPath, replacePrefixMatch } = filter;
  if (pathRegex === undefined && replaceRegexMatch === undefined) return;
  if (pathRegex === undefined) {
    look.error([...here, 'replace-regex-match'], '"replace-regex-match" needs "path-regex" beside it');
  } else if (replaceRegexMatch === undefined) {
    look.error([...here, 'path-regex'], '"path-regex" needs "replace-regex-match" beside it');
  } else {
    const pattern = compilePathPattern(pathRegex, replaceRegexMatch);
    if ('problem' in pattern) look.error([...here, 'path-regex'], pattern.problem);
  }
  if (replaceFullPath !== undefined || replacePrefixMatch !== undefined) {
    const other = replaceFullPath === undefined ? 'replace-prefix-match' : 'replace-full-path';
    look.error([...here, other], `"${other}" cannot stand beside "path-regex"; make two filters of it`);
  }
}
