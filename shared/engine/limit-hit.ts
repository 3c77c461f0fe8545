import { slot } from './exchange.ts';

/** That a request met a limit. Whoever enforces the limit notes it on the exchange, for the logs. */
export interface LimitHit {
  /** The limit, as the configuration names it. */
  readonly limit: string;
  /** Whose count was full. Not for logs as it is: it may name a client. */
  readonly key: string;
  readonly action: 'rejected' | 'delayed' | 'logged';
}

/** Where the last limit that a request met is noted. */
export const limitHit = slot<LimitHit>();
