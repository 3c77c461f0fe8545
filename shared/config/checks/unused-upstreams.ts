import { findName } from '../scopes/find-name.ts';
import type { Check } from './look.ts';
import { referencesOf } from './references-of.ts';

/** An upstream that nothing names is probably a mistake. */
export const unusedUpstreams: Check = (look) => {
  // What was left out may have named it.
  if (look.dropped.size > 0) return;
  const named = look.scopes.flatMap((scope) =>
    referencesOf(scope.section, scope.path).flatMap(({ kind, name }) =>
      kind === 'upstreams' ? [findName(kind, name, scope, look.scopes)] : [],
    ),
  );
  // A name that leads nowhere may be one of these, misspelt.
  if (named.some(({ kind }) => kind === 'missing')) return;
  const used = new Set(named.map((found) => (found.kind === 'found' ? `${found.scope.id}:${found.name}` : '')));
  for (const { id: owner, path, section, exports } of look.scopes) {
    section.upstreams.forEach(({ id }, index) => {
      if (used.has(`${owner}:${id}`) || exports.upstreams.includes(id)) return;
      look.warning([...path, 'upstreams', index], `no route uses the upstream "${id}"`);
    });
  }
};
