import type { Finding } from '../../ai/guardrails/finding.ts';
import type { BudgetAlert } from '../../ai/limits/budget-alerts.ts';
import { endOfRule } from '../../ai/limits/budget-quota.ts';
import type { SettledBudget, Spent } from '../../ai/limits/meter.ts';
import { toldView } from '../../ai/limits/quota-claim.ts';
import type { Exchange, Finished } from '../../engine/exchange.ts';
import type { Clock } from '../../platform/platform.ts';
import type { BudgetMetrics } from '../../telemetry/metrics/budget-metrics.ts';
import { type ModelLabel, ModelMetrics } from '../../telemetry/metrics/model-metrics.ts';
import type { Owner, Registry } from '../../telemetry/metrics/registry.ts';
import { RequestMetrics } from '../../telemetry/metrics/request-metrics.ts';
import { joined, type Samples } from '../../telemetry/metrics/samples.ts';
import type { HealthChange } from '../../upstream/health/health-change.ts';

/** What the figures of a plan are made with. */
export interface PlanMetricsParts {
  /** Handed on from plan to plan. */
  readonly registry: Registry;
  readonly budgets: BudgetMetrics;
  readonly clock: Clock;
  readonly modelLabel: ModelLabel;
  /** Tells statuses and targets apart. */
  readonly isExact: boolean;
}

/** What a plan counts. Its parts are told of what happens by those it happens to. */
export class PlanMetrics {
  readonly registry: Registry;
  readonly budgets: BudgetMetrics;
  readonly #parts: PlanMetricsParts;
  readonly #models: ModelMetrics;
  #requests: RequestMetrics | undefined;
  #routes: ReadonlySet<string> = new Set();
  #owners: ReadonlySet<Owner> = new Set();

  constructor(parts: PlanMetricsParts) {
    this.registry = parts.registry;
    this.budgets = parts.budgets;
    this.#parts = parts;
    this.#models = new ModelMetrics(parts.registry, parts.modelLabel);
  }

  /** Makes the series of all routes and upstreams, once it is known which there are. */
  begin(routes: ReadonlySet<string>, upstreams: ReadonlySet<string>): void {
    const { registry, clock, isExact } = this.#parts;
    this.#routes = routes;
    this.#owners = new Set<Owner>([
      ...[...routes].map((route): Owner => `route ${route}`),
      ...[...upstreams].map((upstream): Owner => `upstream ${upstream}`),
    ]);
    this.#requests = new RequestMetrics({ registry, clock, isExact, routes, upstreams, models: this.#models });
  }

  /** A request is over. */
  record(exchange: Finished): void {
    this.#requests?.record(exchange);
  }

  /** What was counted of everything that is in the configuration. */
  samples(): Samples {
    this.registry.keep(this.#owners);
    return joined([this.registry.samples(), this.budgets.samples(this.#parts.clock.now(), this.#routes)]);
  }

  readonly onHealthChange = ({ upstream, what }: HealthChange): void => {
    this.registry.counter('health', `upstream ${upstream}`, upstream, what.replaceAll(' ', '-')).add();
  };

  readonly onFinding = ({ exchange, guard, where, action }: Finding): void => {
    const route = exchange.routing?.route.id ?? 'unknown';
    this.registry.counter('findings', `route ${route}`, route, guard, where, action).add();
  };

  readonly onAlert = ({ routeId, budget, threshold }: BudgetAlert): void => {
    this.budgets.alerted(routeId, budget, threshold);
  };

  readonly onBudget = ({ exchange, standing, amount }: SettledBudget): void => {
    const { quota, key, rule } = standing.claim;
    if (quota.kind !== 'budget') return;
    const { limit, remaining } = toldView(standing);
    const route = exchange.routing.route.id;
    // Those of keys hold over all routes; a route may have one of the same name.
    const budget = quota.owner === route ? quota.name : `${quota.owner}: ${quota.name}`;
    this.budgets.settled({
      ...{ route, budget, unit: quota.currency ?? quota.measure, key },
      ...{ spent: amount, limit, remaining, endsAt: endOfRule(rule) },
    });
  };

  readonly onSettled = (exchange: Exchange, { usage, model }: Spent): void => {
    this.#models.settled(exchange, model, usage);
  };
}
