import { parse } from 'valibot';
import type { Config } from '../config.ts';
import type { ListenerConfig, Scope } from '../scopes/scope.ts';
import { listener } from '../sections/listeners.ts';
import { route } from '../sections/routes.ts';
import type { ScopedListener } from './listeners-of.ts';

/** The listener of the metrics, its route and what it serves: no name of a configuration is like it. */
export const ownMetrics = ':metrics';
const usualAddress = '127.0.0.1:9090';
const usualPath = '/metrics';

/** Whether a route of the configuration shows the metrics. */
export function hasMetricsRoute(scopes: readonly Scope[]): boolean {
  return scopes.some(({ section }) => section.routes.some((one) => one.enabled && one.builtinHandler === 'metrics'));
}

/** Whether anything is counted: metrics are on, or a route shows them and nothing is said of them. */
export function countsMetrics({ observability: { metrics } }: Config, scopes: readonly Scope[]): boolean {
  return metrics?.enabled ?? hasMetricsRoute(scopes);
}

/**
 * The listener that metrics have for themselves: at the address that is written; at the usual one where none is, and no
 * route shows them.
 */
export function metricsListener(config: Config, scopes: readonly Scope[]): ScopedListener | undefined {
  const { metrics } = config.observability;
  if (!metrics?.enabled) return undefined;
  const address = metrics.address ?? (hasMetricsRoute(scopes) ? undefined : usualAddress);
  if (address === undefined) return undefined;
  const settings: ListenerConfig = parse(listener.schema, { id: 'metrics', address });
  return { id: ownMetrics, settings, serves: ownMetrics };
}

/** The one route of that listener. */
export function metricsRoute({ observability: { metrics } }: Config): Config['routes'][number] {
  const path = metrics?.path ?? usualPath;
  return parse(route.schema, { id: 'metrics', matches: { path: [path] }, 'builtin-handler': 'metrics' });
}
