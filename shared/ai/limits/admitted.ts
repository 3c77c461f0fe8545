import type { Routed } from '../../engine/exchange.ts';
import { type InferenceCost, inferenceCost } from '../../engine/inference-cost.ts';
import { Fault } from '../../errors/fault.ts';
import type { HeaderList } from '../../http/header-list.ts';
import type { CounterView, Ledger } from '../../ledger/ledger.ts';
import type { Clock } from '../../platform/platform.ts';
import type { AiRequest } from '../ai-request.ts';
import { decimalOf } from '../money/micro-units.ts';
import type { Pricer } from '../money/pricer.ts';
import type { BudgetAlerts } from './budget-alerts.ts';
import type { Admission, SettledBudget, Spent } from './meter.ts';
import { amountOf, type QuotaClaim, type QuotaStanding, type Use } from './quota-claim.ts';
import { setOrDelete, tellStanding } from './tell-standing.ts';

/** What a request holds of one ledger. */
export interface Held {
  readonly ledger: Ledger;
  readonly id: string;
  readonly claims: readonly QuotaClaim[];
  /** What the counters said last; `undefined` until it was granted. */
  views: readonly CounterView[] | undefined;
}

/** What a settlement works with. */
export interface AdmittedParts {
  readonly pricer: Pricer | undefined;
  readonly costHeader: string | undefined;
  readonly alerts: BudgetAlerts;
  readonly clock: Pick<Clock, 'now'>;
  /** Hears of settlements that a ledger did not take. */
  report(fault: Fault): void;
  /** Hears of every limit that a request was settled with. */
  readonly onBudget: ((settled: SettledBudget) => void) | undefined;
}

/** A request that was let through, and what it holds. */
export class Admitted implements Admission {
  readonly exchange: Routed;
  readonly request: AiRequest;
  readonly parts: readonly Held[];
  readonly #with: AdmittedParts;
  #isSettled = false;
  /** How the request stands since it was settled, which is told to several. */
  #settledAs: readonly QuotaStanding[] | undefined;

  constructor(exchange: Routed, request: AiRequest, parts: readonly Held[], settling: AdmittedParts) {
    this.exchange = exchange;
    this.request = request;
    this.parts = parts;
    this.#with = settling;
  }

  tell(headers: HeaderList): void {
    const now = this.#with.clock.now();
    tellStanding(headers, this.#settledAs ?? this.#standings(), { now, family: this.request.dialect.family });
    const { costHeader } = this.#with;
    if (costHeader !== undefined) setOrDelete(headers, costHeader, costText(this.exchange.get(inferenceCost)));
  }

  settle(spent: Spent): void | Promise<void> {
    if (this.#isSettled) return undefined;
    this.#isSettled = true;
    const use = this.#useOf(spent);
    const waiting: Promise<unknown>[] = [];
    for (const held of this.parts) {
      const settled = this.#settlePart(held, use);
      if (settled) waiting.push(settled);
    }
    this.#settledAs = this.#standings();
    const told = this.#with.alerts.settled(this.exchange, this.#settledAs);
    if (told) waiting.push(told);
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(ignore);
  }

  /** Gives everything back that was granted, of a request that is not let through after all. */
  releaseAll(): void {
    for (const { ledger, id, views } of this.parts) {
      if (views !== undefined) this.#keep(() => ledger.release(id));
    }
  }

  /** A request that was refused here costs nobody anything; one that failed elsewhere still was a request. */
  #useOf({ usage, model, asked, outcome }: Spent): Use {
    const cost = usage && this.#with.pricer?.cost(usage, model, asked, this.request.model);
    if (cost) this.exchange.set(inferenceCost, cost);
    return { requests: outcome === 'refused' ? 0 : 1, usage, money: cost?.microUnits ?? 0 };
  }

  #settlePart(held: Held, use: Use): Promise<unknown> | undefined {
    const { ledger, id, claims, views = [] } = held;
    const amounts: number[] = [];
    const settledViews: CounterView[] = [];
    for (let i = 0; i < claims.length; i += 1) {
      const claim = claims[i]!;
      const amount = amountOf(claim.quota.measure, use);
      amounts.push(amount);
      if (i < views.length) settledViews.push(settledView(views[i]!, claim, amount));
    }
    held.views = settledViews;
    this.#tellBudgets(held, amounts);
    try {
      const asked = ledger.settle(id, amounts);
      return asked === true ? undefined : this.#keep(() => this.#countUnlessHeld(held, amounts, asked));
    } catch (error) {
      this.#with.report(Fault.from(error));
      return undefined;
    }
  }

  #countUnlessHeld(held: Held, amounts: readonly number[], asked: boolean | Promise<boolean>): unknown {
    const count = (wasHeld: boolean): unknown =>
      wasHeld ? undefined : countLate(held, amounts, this.#with.clock.now());
    return asked instanceof Promise ? asked.then(count) : count(asked);
  }

  #tellBudgets({ claims, views = [] }: Held, amounts: readonly number[]): void {
    const { onBudget } = this.#with;
    if (!onBudget) return;
    for (let i = 0; i < views.length; i += 1) {
      onBudget({ exchange: this.exchange, standing: { claim: claims[i]!, view: views[i]! }, amount: amounts[i]! });
    }
  }

  #standings(): readonly QuotaStanding[] {
    const standings: QuotaStanding[] = [];
    for (const { claims, views } of this.parts) {
      if (views === undefined) continue;
      for (let i = 0; i < views.length; i += 1) standings.push({ claim: claims[i]!, view: views[i]! });
    }
    return standings;
  }

  /** Runs work whose failure is no matter of the request any more. */
  #keep(work: () => unknown): Promise<unknown> | undefined {
    const fail = (error: unknown): void => this.#with.report(Fault.from(error));
    try {
      const working = work();
      return working instanceof Promise ? working.catch(fail) : undefined;
    } catch (error) {
      fail(error);
      return undefined;
    }
  }
}

/** What an answer has cost, as clients are told it. */
function costText(cost: InferenceCost | undefined): string | undefined {
  if (cost === undefined) return undefined;
  const { microUnits, currency } = cost;
  return microUnits === undefined ? 'unpriced' : `${decimalOf(microUnits)} ${currency}`;
}

/** What a counter says once the actual amount stands in the place of the reserved one, as far as this request knows. */
function settledView(view: CounterView, { amount, rule }: QuotaClaim, actual: number): CounterView {
  const remaining = Math.min(view.limit, view.remaining + amount - actual);
  const used = view.limit - remaining;
  if (used === 0) return { limit: view.limit, remaining, resetMs: 0 };
  const resetMs = rule.kind === 'token-bucket' ? Math.ceil((used / rule.refill) * rule.perMs) : view.resetMs;
  return { limit: view.limit, remaining, resetMs };
}

/**
 * What lasted longer than it was held was counted as estimated; what it came to beyond that is counted now, unless the
 * period it belongs to is over.
 */
function countLate({ ledger, claims }: Held, amounts: readonly number[], now: number): unknown {
  const beyond = claims.flatMap(({ key, rule, amount, quota }, index) => {
    const more = amounts[index]! - amount;
    return more > 0 && quota.rule(now) === rule ? [{ key, rule, amount: more, enforce: false }] : [];
  });
  return beyond.length === 0 ? undefined : ledger.spend(beyond);
}

function ignore(): void {}
