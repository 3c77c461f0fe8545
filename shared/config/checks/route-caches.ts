import type { Check, Look } from './look.ts';

/** A cache that is switched on has something to keep, and stands in one place. */
export const routeCaches: Check = (look) => {
  for (const scope of look.scopes) {
    scope.section.routes.forEach((route, index) => {
      const path = [...scope.path, 'routes', index];
      if (route.cache && route.policies.cache) {
        look.error([...path, 'policies', 'cache'], 'the route has a "cache" of its own', 'leave one of them out');
      }
      const at = route.cache ? [...path, 'cache'] : [...path, 'policies', 'cache'];
      if ((route.cache ?? route.policies.cache)?.enabled) tell(look, at, route);
    });
  }
};

type Route = Look['config']['routes'][number];

function tell(look: Look, at: readonly (string | number)[], { upstream, inference, staticFiles }: Route): void {
  if (look.config.cache?.enabled === false) {
    look.error(at, '"cache" has no effect while the cache of all routes is off', 'leave "enabled #false" out there');
  } else if (inference) {
    look.error(at, '"cache" has no effect on a route to models: what they are asked is never kept');
  } else if (upstream === undefined && !staticFiles) {
    look.error(at, '"cache" has no effect without an upstream: there is nothing to keep');
  }
}
