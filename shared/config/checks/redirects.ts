import type { Check } from './look.ts';

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
      const changes = [filter.hostname, filter.replaceFullPath, filter.replacePrefixMatch];
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
        'write hostname, replace-full-path or replace-prefix-match',
      );
    });
  }
};
