import type { Finding, Report } from '../../ai/guardrails/finding.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';
import { auditLogOf } from './audit-log-of.ts';
import { errorLogOf } from './error-log-of.ts';
import type { PlanMetrics } from './plan-metrics.ts';

/** What is told of what guards find: a line in the audit log, or in the error log where there is no audit log; and the metrics. */
export function compileGuardLog(config: Config, platform: Platform, metrics: PlanMetrics | undefined): Report {
  const write = guardLog(config, platform);
  if (!metrics) return write;
  return (finding) => {
    write(finding);
    metrics.onFinding(finding);
  };
}

function guardLog(config: Config, platform: Platform): Report {
  const audit = auditLogOf(config, platform);
  if (!audit) {
    const log = errorLogOf(config, platform);
    return (finding) => log?.write({ at: platform.clock.now(), level: 'warn', message: sentenceOf(finding) });
  }
  return (finding) => {
    const { exchange, guard, action, categories } = finding;
    audit.write({
      at: platform.clock.now(),
      type: 'guardrail',
      traceId: exchange.trace.id,
      method: exchange.received.method,
      path: exchange.received.path,
      clientIp: exchange.client.address,
      routeId: exchange.routing?.route.id,
      reason: guard,
      action,
      tags: [...categories.keys()],
      metadata: factsOf(finding),
    });
  };
}

function factsOf({ where, categories, score, failure }: Finding): Readonly<Record<string, string>> {
  const found = [...categories.values()].reduce((sum, one) => sum + one, 0);
  return {
    where,
    found: String(found),
    ...(score !== undefined && { score: score.toFixed(2) }),
    ...(failure !== undefined && { failure: failure.slice(0, 200) }),
  };
}

function sentenceOf(finding: Finding): string {
  const { exchange, guard, where, action, categories, score, failure } = finding;
  const what = failure ?? [...categories].map(([category, count]) => `${category} (${count})`).join(', ');
  const sure = score === undefined ? '' : `, score ${score.toFixed(2)}`;
  return `Guardrail ${guard}, ${where} of ${exchange.trace.id}: ${what}${sure}; action ${action}.`;
}
