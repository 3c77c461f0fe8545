import type { Config } from '../config.ts';
import { findName, idOf } from '../scopes/find-name.ts';
import { routesIn, type Scope } from '../scopes/scope.ts';

type RouteConfig = Config['routes'][number];
type UpstreamConfig = Config['upstreams'][number];

/** How AI routes ask for targets to be chosen. */
export type Strategy = NonNullable<NonNullable<RouteConfig['inference']>['routing']>['strategy'];

/** Every upstream that an AI route may send to, with its name in the route. */
export function upstreamsOfModels({ upstream, fallback, inference }: RouteConfig): ReadonlySet<string> {
  if (!inference) return new Set();
  const { defaultUpstream, models = [] } = inference.modelRouting ?? {};
  const named = [upstream, defaultUpstream, ...models.map((rule) => rule.upstream)];
  const others = fallback?.upstreams.map(({ id }) => id) ?? [];
  return new Set([...named.filter((name) => name !== undefined), ...others]);
}

/** The strategy that routes ask for, by the id of the upstream. Where they differ the configuration was refused. */
export function strategiesOf(scopes: readonly Scope[]): ReadonlyMap<string, Strategy> {
  const found = new Map<string, Strategy>();
  for (const scope of scopes) {
    for (const route of routesIn(scope)) {
      const strategy = route.inference?.routing?.strategy;
      if (strategy === undefined) continue;
      for (const name of upstreamsOfModels(route)) {
        const known = findName('upstreams', name, scope, scopes);
        if (known.kind === 'found') found.set(idOf(known), strategy);
      }
    }
  }
  return found;
}

/** The settings of an upstream with the strategy of its AI routes, unless it has one of its own. */
export function balancedAs(strategy: Strategy | undefined, settings: UpstreamConfig): UpstreamConfig {
  const isPlain = settings.loadBalancing.algorithm === 'round-robin';
  return strategy !== undefined && isPlain ? { ...settings, loadBalancing: { algorithm: strategy } } : settings;
}

/** Whether an upstream chooses targets by what the body of a request says. */
export function choosesByPrompt({ settings }: { readonly settings: UpstreamConfig }): boolean {
  const { loadBalancing } = settings;
  return 'key' in loadBalancing && (loadBalancing.key === 'prompt-prefix' || loadBalancing.key === 'session');
}
