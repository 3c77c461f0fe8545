import { isLoopback } from '../compile/listeners-of.ts';
import { countsMetrics, hasMetricsRoute, metricsListener } from '../compile/metrics-listener.ts';
import type { Check, Look } from './look.ts';

/** What is counted is shown somewhere, and what is shown is counted. */
export const metrics: Check = (look) => {
  const { config, scopes } = look;
  const written = config.observability.metrics;
  if (!countsMetrics(config, scopes)) return countedNowhere(look);
  const listensItself = look.runtime !== 'workerd' && !look.hostListens;
  const own = metricsListener(config, scopes);
  if (written && !hasMetricsRoute(scopes) && look.runtime !== undefined && !listensItself) {
    look.error([...here], 'metrics are shown nowhere', 'write a route with builtin-handler "metrics"');
  }
  if (written?.path !== undefined && !own) {
    const message = 'the path is that of the listener of the metrics, and a route stands for it';
    look.error([...here, 'path'], message, 'write an address, or leave the path out');
  }
  if (own && listensItself) address(look, own.settings.address);
};

const here = ['observability', 'metrics'] as const;

function countedNowhere(look: Look): void {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ builtinHandler, enabled }, index) => {
      if (builtinHandler !== 'metrics' || !enabled) return;
      look.error([...path, 'routes', index, 'builtin-handler'], 'metrics are switched off, so that none can be shown');
    });
  }
}

function address(look: Look, own: string): void {
  for (const { path, section } of look.scopes) {
    section.listeners.forEach((listener, index) => {
      if (listener.address !== own || own.endsWith(':0')) return;
      const other = look.whereIs([...path, 'listeners', index, 'address']);
      look.error([...here, 'address'], `"${own}" is listened on twice, first at ${other}`, 'write another address');
    });
  }
  if (isLoopback(own) || look.config.system.adminToken !== undefined) return;
  const hint = 'write system { admin-token "${SENTINEL_ADMIN_TOKEN}" }';
  look.warning([...here, 'address'], 'without an admin token, metrics are shown on loopback addresses alone', hint);
}
