import type { Routed } from '../../engine/exchange.ts';
import type { HeaderList } from '../../http/header-list.ts';
import type { AiRequest } from '../ai-request.ts';
import type { Estimate } from '../tokens/estimator.ts';
import type { MeasuredUsage } from '../usage.ts';
import type { QuotaStanding } from './quota-claim.ts';

/** Limits and budgets of a route: everything is reserved before a request is sent, and settled once it is over. */
export interface Meter {
  /**
   * Reserves what the request is expected to use from every limit and budget that applies, or from none. Throws
   * `Fault('token_limit_exceeded')`, `('rate_limited')`, `('budget_exhausted')` or `('request_too_large_for_limit')`, with
   * the headers that tell the client when to come again.
   */
  admit(exchange: Routed, request: AiRequest, estimate: Estimate, sending?: Sending): Admission | Promise<Admission>;
}

/** How a request goes on once it is let through. */
export interface Sending {
  /** What the upstreams that it may come to call its model; as much money is reserved as the dearest of them costs. */
  readonly models: readonly string[];
  /**
   * `counted`, as for a request that goes to a fallback because a budget is used up: budgets count and never refuse; the
   * other limits hold.
   */
  readonly budgets: 'enforced' | 'counted';
}

/** What one request holds of the limits until it is settled. */
export interface Admission {
  /** Writes what remains into the head of the answer; after {@link Admission.settle} also what the request has cost. */
  tell(headers: HeaderList): void;
  /**
   * Puts what was really used in the place of what was reserved, and at once notes the cost on the exchange
   * (`inferenceCost`). Exactly once; a second call does nothing. On hosts that end with the answer the promise must be
   * kept alive; it never rejects.
   */
  settle(spent: Spent): void | Promise<void>;
}

/** What a request that is settled took of a limit. */
export interface SettledBudget {
  readonly exchange: Routed;
  readonly standing: QuotaStanding;
  readonly amount: number;
}

/** How a request ended, as far as money is concerned. */
export interface Spent {
  /** `undefined` when nothing was used: refused, or no target was reached. */
  readonly usage: MeasuredUsage | undefined;
  /** The model that answered; the one that the upstream was asked for where it is not known. */
  readonly model: string | undefined;
  /** The model that the upstream was asked for, by the name that it has there. */
  readonly asked?: string | undefined;
  /** Name of the upstream that answered. */
  readonly upstream: string | undefined;
  readonly outcome: 'completed' | 'cut' | 'stalled' | 'client-left' | 'error' | 'refused';
}
