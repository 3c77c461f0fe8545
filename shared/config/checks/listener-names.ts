import { nearest } from '../nearest.ts';
import type { Check } from './look.ts';

/** Routes and namespaces that listeners name are there. */
export const listenerNames: Check = (look) => {
  for (const { path, section, id } of look.scopes) {
    section.listeners.forEach((listener, index) => {
      const here = [...path, 'listeners', index];
      const owner = listener.namespace ?? id;
      const served = look.scopes.find((scope) => scope.id === owner);
      if (!served) {
        const names = look.config.namespaces.map((namespace) => namespace.id);
        if (!look.dropped.has(owner))
          look.error([...here, 'namespace'], `there is no namespace "${owner}"`, hintFor(owner, names));
        return;
      }
      const { defaultRoute } = listener;
      const routes = served.section.routes.map((route) => route.id);
      if (defaultRoute === undefined || routes.includes(defaultRoute) || look.dropped.has(defaultRoute)) return;
      look.error([...here, 'default-route'], `there is no route "${defaultRoute}"`, hintFor(defaultRoute, routes));
    });
  }
};

/** What may have been meant, or what there is. */
export function hintFor(name: string, names: readonly string[]): string | undefined {
  const near = nearest(name, names);
  if (near !== undefined) return `did you mean "${near}"?`;
  return names.length > 0 && names.length <= 8 ? `there is ${names.join(', ')}` : undefined;
}
