import { findName } from '../scopes/find-name.ts';
import type { Check } from './look.ts';

/** A second try beside the first is allowed, and has a target to go to. */
export const hedges: Check = (look) => {
  for (const scope of look.scopes) {
    scope.section.routes.forEach(({ upstream, retryPolicy }, index) => {
      if (!retryPolicy?.hedge) return;
      const path = [...scope.path, 'routes', index, 'retry-policy'];
      if (retryPolicy.maxAttempts < 2)
        look.error([...path, 'max-attempts'], '"hedge" has no effect with a single try', 'a second try is a try too');
      if (upstream === undefined) return;
      const found = findName('upstreams', upstream, scope, look.scopes);
      if (found.kind !== 'found' || found.thing.discovery || found.thing.targets.length > 1) return;
      look.error([...path, 'hedge'], `"hedge" has no effect: the upstream "${upstream}" has a single target`);
    });
  }
};
