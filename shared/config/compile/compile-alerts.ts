import { alertWebhook, shownAlert } from '../../ai/limits/alert-webhook.ts';
import { type AlertSink, BudgetAlerts } from '../../ai/limits/budget-alerts.ts';
import type { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';
import type { BudgetConfig } from './compile-budgets.ts';
import { errorLogOf } from './error-log-of.ts';
import type { PlanMetrics } from './plan-metrics.ts';

/** What hears of the budgets of a route. */
export interface CompiledAlerts {
  readonly alerts: BudgetAlerts;
  /** Writes what went wrong with a settlement or an alert. */
  report(fault: Fault): void;
}

/** Who else is to hear of alerts. */
export interface AlertSurroundings extends Pick<Config, 'observability'> {
  readonly metrics: PlanMetrics | undefined;
}

/** Alerts go to the error log and the metrics, if those are on, and each to the webhook of its budget. */
export function compileAlerts(
  surroundings: AlertSurroundings,
  budgets: readonly BudgetConfig[],
  platform: Platform,
): CompiledAlerts {
  const { metrics } = surroundings;
  const log = errorLogOf(surroundings, platform);
  const report = (fault: Fault): void => {
    log?.write({ at: platform.clock.now(), level: 'error', message: 'What a model used is not settled.', fault });
  };
  const sinks: AlertSink[] = [];
  if (metrics) sinks.push(metrics.onAlert);
  if (log) sinks.push((alert) => log.write({ at: platform.clock.now(), level: 'warn', message: messageOf(alert) }));
  for (const { name, webhook } of budgets) {
    if (webhook === undefined) continue;
    const post = alertWebhook(webhook, { platform, report });
    sinks.push((alert) => (alert.budget === name ? post(alert) : undefined));
  }
  return { alerts: new BudgetAlerts(sinks, platform.clock, report), report };
}

function messageOf(alert: Parameters<AlertSink>[0]): string {
  const { route_id: route, budget, tenant, used, limit, unit } = shownAlert(alert);
  const share = `${Math.round(alert.threshold * 1000) / 10} %`;
  return `The budget "${budget}" of route "${route}" has passed ${share} for ${tenant}: ${used} of ${limit} ${unit}.`;
}
