import type { Finished } from '../../engine/exchange.ts';
import type { Platform } from '../../platform/platform.ts';
import { AccessLog } from '../../telemetry/access-log.ts';
import type { Config } from '../config.ts';
import { auditLogOf } from './audit-log-of.ts';
import { errorLogOf } from './error-log-of.ts';
import type { PlanMetrics } from './plan-metrics.ts';

/** What is told of each request once it is over: the logs that are on, and the metrics. */
export function compileObserver(
  config: Config,
  platform: Platform,
  instanceId: string,
  metrics: PlanMetrics | undefined,
): (exchange: Finished) => void {
  const { accessLog } = config.observability.logging;
  const access = accessLog?.enabled ? new AccessLog({ ...accessLog, instanceId }, platform) : undefined;
  const error = errorLogOf(config, platform);
  const audit = auditLogOf(config, platform);
  return (exchange) => {
    access?.record(exchange);
    error?.record(exchange);
    audit?.record(exchange);
    metrics?.record(exchange);
  };
}
