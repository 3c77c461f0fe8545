import type { Routed } from '../../engine/exchange.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { CounterRule } from '../../ledger/rule.ts';

/** What a limit counts. Money is in millionths of a currency unit. */
export type Measure = 'requests' | 'tokens' | 'input-tokens' | 'output-tokens' | 'money';

/** Something that is limited for a request: a rate or a budget. */
export type Quota = RateQuota | BudgetQuota;

/** What rates and budgets have in common. */
interface Limit {
  /** As clients and logs are told of it. */
  readonly name: string;
  readonly measure: Measure;
  readonly ledger: Ledger;
  /** Begins the keys of its counters: the same over reloads and on every instance, and unlike that of any other limit. */
  readonly prefix: string;
  /** A request of more than this is never let through. */
  readonly most: number;
  /** The key of the counter that a request adds to: the prefix and the {@link Subject} of the request. */
  key(exchange: Routed): string;
  /** What is counted by, at a time; the same object for as long as nothing changes. */
  rule(now: number): CounterRule;
}

/** So much in a minute. */
export interface RateQuota extends Limit {
  readonly kind: 'rate';
}

/** So much in a period. */
export interface BudgetQuota extends Limit {
  readonly kind: 'budget';
  /** Tells it from budgets of the same name: the route, or `virtual key`. */
  readonly owner: string;
  /** False counts without refusing. */
  readonly enforce: boolean;
  /** What may be used beyond the budget; part of the limit of its rule, and not of what clients are told. */
  readonly burst: number;
  /** Currency, where it is of money. */
  readonly currency: string | undefined;
  /** Shares of the budget that are told of once a period, ascending. */
  readonly thresholds: readonly number[];
  /** The rule by which something happens once a period. */
  once(now: number): CounterRule;
}

/** Tells whose count a request adds to. Never empty, short, and without secrets; throws where a request may not go uncounted. */
export type Subject = (exchange: Routed) => string;
