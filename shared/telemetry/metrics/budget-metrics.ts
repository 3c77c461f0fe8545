import { mostSeries, type Owner, type Registry } from './registry.ts';
import type { Sample, Samples } from './samples.ts';

/** How a request left a budget. */
export interface BudgetUse {
  readonly route: string;
  readonly budget: string;
  /** `tokens`, or the currency of which the amounts are millionths. */
  readonly unit: string;
  /** Whose budget it is. Never shown. */
  readonly key: string;
  readonly spent: number;
  readonly limit: number;
  readonly remaining: number;
  /** When the period ends, in milliseconds since the epoch; `undefined` for a rolling budget. */
  readonly endsAt: number | undefined;
}

/** Follows budgets. Of the many that a budget may be counted for, it remembers the one who has least left. */
export class BudgetMetrics {
  readonly #registry: Registry;
  readonly #lowest = new Map<string, BudgetUse>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  settled(use: BudgetUse): void {
    const { route, budget, unit, spent, key, endsAt, remaining } = use;
    const owner: Owner = `route ${route}`;
    this.#registry.counter('budgetSpent', owner, route, budget, unit).add(spent);
    const name = `${route}\u0000${budget}\u0000${unit}`;
    const lowest = this.#lowest.get(name);
    // A long request is settled when its period may be over.
    if (lowest?.endsAt !== undefined && endsAt !== undefined && endsAt < lowest.endsAt) return;
    const gives =
      lowest === undefined || lowest.key === key || lowest.endsAt !== endsAt || remaining < lowest.remaining;
    // Keys that are issued while we run bring budgets of their own.
    const hasRoom = lowest !== undefined || this.#lowest.size < mostSeries;
    if (gives && hasRoom) this.#lowest.set(name, use);
  }

  alerted(route: string, budget: string, threshold: number): void {
    const percent = String(Math.round(threshold * 1000) / 10);
    this.#registry.counter('budgetAlerts', `route ${route}`, route, budget, percent).add();
  }

  /** Budgets of periods that are over, and of routes that are gone, are not shown. `now`: since the epoch. */
  samples(now: number, routes: ReadonlySet<string>): Samples {
    const limits: Sample[] = [];
    const left: Sample[] = [];
    for (const [name, { route, budget, unit, limit, remaining, endsAt }] of this.#lowest) {
      if (!routes.has(route)) this.#lowest.delete(name);
      else if (endsAt === undefined || endsAt > now) {
        const labels = [route, budget, unit];
        limits.push({ labels, value: limit });
        left.push({ labels, value: Math.max(0, remaining) });
      }
    }
    return { budgetLimit: limits, budgetRemaining: left };
  }
}
