import { findName } from '../scopes/find-name.ts';
import type { Kind } from '../scopes/scope.ts';
import { hintFor } from './listener-names.ts';
import type { Check } from './look.ts';
import { referencesOf } from './references-of.ts';

const singular: Readonly<Record<Kind, string>> = { upstreams: 'upstream', filters: 'filter', agents: 'agent' };

/** Everything that is named is there, and may be seen from where it is named. */
export const references: Check = (look) => {
  for (const scope of look.scopes) {
    for (const { kind, name, path } of referencesOf(scope.section, scope.path)) {
      const found = findName(kind, name, scope, look.scopes);
      if (found.kind === 'found' || look.dropped.has(name)) continue;
      if (found.kind === 'hidden') {
        const hint = `add it to exports { ${kind} ... } of the namespace "${found.scope.namespace}"`;
        look.error(path, `"${name}" belongs to another namespace and is not exported`, hint);
        continue;
      }
      const names = look.scopes.flatMap((each) =>
        each.section[kind].map(({ id }) => (each.id === '' ? id : `${each.id}:${id}`)),
      );
      look.error(path, `there is no ${singular[kind]} "${name}"`, hintFor(name, names));
    }
  }
};
