import type { ListenerPlan } from '../../engine/plan.ts';
import { CidrSet } from '../../http/ip.ts';
import { RouteTable } from '../../routing/route-table.ts';
import type { Config } from '../config.ts';
import type { CompiledRoute } from './compile-route.ts';
import type { PlannedListener } from './listeners-of.ts';

/** What a listener serves, of all the routes there are. */
export function listenerPlan(
  config: Config,
  { id, settings, serves }: PlannedListener,
  routes: ReadonlyMap<string, readonly CompiledRoute[]>,
): ListenerPlan {
  const served = routes.get(serves) ?? [];
  const table = new RouteTable(served);
  const byDefault = served.find((route) => route.id === settings.defaultRoute);
  return {
    id,
    trusted: new CidrSet(settings.trustedProxies ?? config.system.trustedProxies),
    match: (facts) => table.match(facts) ?? byDefault,
    allowedMethods: (facts) => table.allowedMethods(facts),
  };
}
