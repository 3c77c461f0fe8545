import { idIn } from './fallbacks.ts';
import type { Check } from './look.ts';

/** A copy of a request goes to another upstream than the request. */
export const shadows: Check = (look) => {
  for (const scope of look.scopes) {
    scope.section.routes.forEach(({ upstream, shadow }, index) => {
      if (!shadow) return;
      const path = [...scope.path, 'routes', index, 'shadow'];
      if (upstream === undefined) look.error(path, '"shadow" has no effect without an upstream of the route');
      const own = idIn(look, scope, upstream);
      if (own === undefined || own !== idIn(look, scope, shadow.upstream)) return;
      const hint = 'name an upstream of its own, perhaps with the same targets';
      look.error([...path, 'upstream'], `"${shadow.upstream}" is the upstream of the route itself`, hint);
    });
  }
};
