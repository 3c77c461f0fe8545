import { compileConditions } from '../../routing/conditions.ts';
import { shadowedRoutes as findShadowed } from '../../routing/shadowed-routes.ts';
import { matchInput } from '../match-input.ts';
import type { Check } from './look.ts';

/** A route that an earlier one takes everything from is never reached, so it would lie about what happens. */
export const shadowedRoutes: Check = (look) => {
  for (const { path, section } of look.scopes) {
    const candidates = section.routes
      .map((route, index) => ({ ...route, conditions: compileConditions(matchInput(route.matches)).conditions, index }))
      .filter(({ enabled }) => enabled);
    for (const { route, by } of findShadowed(candidates)) {
      const where = look.whereIs([...path, 'routes', by.index]);
      const message = `the route "${route.id}" is never reached: "${by.id}" (${where}) takes all of its requests first`;
      look.error(
        [...path, 'routes', route.index],
        message,
        'give it a higher priority or narrower conditions, or remove it',
      );
    }
  }
};
