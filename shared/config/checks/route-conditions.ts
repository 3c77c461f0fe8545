import type { Check } from './look.ts';

const low = 10;

/** A route for every request must say so, by its priority. */
export const routeConditions: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ id, matches, priority }, index) => {
      const isOpen = Object.values(matches).every((conditions) => conditions.length === 0);
      if (!isOpen || priority <= low) return;
      const hint = 'write matches { path-prefix "/" }, or priority "low" for what no other route takes';
      look.error([...path, 'routes', index], `the route "${id}" has no conditions and would take every request`, hint);
    });
  }
};
