import { findName } from './find-name.ts';
import type { Check } from './look.ts';
import { referencesOf } from './references-of.ts';

/** An upstream that nothing names is probably a mistake. */
export const unusedUpstreams: Check = (look) => {
  // What was left out may have named it.
  if (look.dropped.size > 0) return;
  const used = new Set<string>();
  for (const scope of look.scopes) {
    for (const { kind, name } of referencesOf(scope.section, scope.path)) {
      const found = kind === 'upstreams' ? findName(kind, name, scope, look.scopes) : undefined;
      if (found?.kind === 'found') used.add(`${found.scope.id}:${found.name}`);
    }
  }
  for (const { id: owner, path, section, exports } of look.scopes) {
    section.upstreams.forEach(({ id }, index) => {
      if (used.has(`${owner}:${id}`) || exports.upstreams.includes(id)) return;
      look.warning([...path, 'upstreams', index], `no route uses the upstream "${id}"`);
    });
  }
};
