import type { Check } from './look.ts';

/** A namespace exports what it has. */
export const exportedNames: Check = (look) => {
  for (const { path, section, exports } of look.scopes) {
    for (const kind of ['upstreams', 'filters', 'agents'] as const) {
      exports[kind].forEach((name, index) => {
        if (look.dropped.has(name) || section[kind].some(({ id }) => id === name)) return;
        look.error([...path, 'exports', kind, index], `the namespace has no "${name}" among its ${kind}`);
      });
    }
  }
};
