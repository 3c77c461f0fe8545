import type { Attempt, FallbackNote, Finished } from '../../engine/exchange.ts';
import type { Clock } from '../../platform/platform.ts';
import type { ModelMetrics } from './model-metrics.ts';
import type { Owner, Registry } from './registry.ts';
import { RouteTally } from './route-tally.ts';
import { UpstreamTally } from './upstream-tally.ts';

/** What requests are counted with. */
export interface RequestMetricsParts {
  readonly registry: Registry;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly models: ModelMetrics;
  /** By the ids they go by in logs. */
  readonly routes: Iterable<string>;
  readonly upstreams: Iterable<string>;
  /** Tells statuses and targets apart, and not classes and upstreams alone. */
  readonly isExact: boolean;
}

/** Counts every request of a plan once, when it is over. */
export class RequestMetrics {
  readonly #registry: Registry;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #models: ModelMetrics;
  readonly #routes = new Map<string, RouteTally>();
  readonly #upstreams = new Map<string, UpstreamTally>();
  /** Requests that no route took. */
  readonly #unrouted: RouteTally;

  constructor({ registry, clock, models, routes, upstreams, isExact }: RequestMetricsParts) {
    this.#registry = registry;
    this.#clock = clock;
    this.#models = models;
    this.#unrouted = new RouteTally(registry, { route: 'unknown', owner: '', isExact });
    for (const route of routes) {
      this.#routes.set(route, new RouteTally(registry, { route, owner: `route ${route}`, isExact }));
    }
    for (const upstream of upstreams) this.#upstreams.set(upstream, new UpstreamTally(registry, { upstream, isExact }));
  }

  record(exchange: Finished): void {
    const { attempts, routing, fallback } = exchange;
    const route = routing === undefined ? undefined : routing.route.id;
    const tally = route === undefined ? this.#unrouted : (this.#routes.get(route) ?? this.#unrouted);
    tally.record(exchange, this.#clock.monotonic());
    for (let i = 0; i < attempts.length; i += 1) {
      const attempt = attempts[i]!;
      this.#upstreams.get(attempt.upstream)?.record(attempt, i > 0 && isRetry(attempts, i));
    }
    if (route === undefined) return;
    if (fallback) this.#fallback(route, fallback, attempts.at(-1)?.upstream ?? 'none');
    this.#models.record(route, exchange);
  }

  #fallback(route: string, { from, reason }: FallbackNote, to: string): void {
    const owner: Owner = `route ${route}`;
    this.#registry.counter('fallbacks', owner, route, from, to, reasonLabel(reason)).add();
  }
}

/** Whether a try at the same upstream came before it. Hedges are no retries, and what follows one alone is none either. */
function isRetry(attempts: readonly Attempt[], at: number): boolean {
  const { upstream } = attempts[at]!;
  for (let i = 0; i < at; i += 1) if (!attempts[i]!.isHedge && attempts[i]!.upstream === upstream) return true;
  return false;
}

/** The words that reasons begin with; a number or a code may follow. */
const reasons = [
  'health_check_failed',
  'budget_exhausted',
  'latency_threshold',
  'error_code',
  'error_in_answer',
  'broken_before_content',
  'connection_error',
];

/** A reason without its numbers, so that there are few. */
function reasonLabel(reason: string): string {
  return reasons.find((word) => reason.startsWith(word)) ?? 'other';
}
