import { slot } from './exchange.ts';

/** What a request to a model came to. Whoever settles it notes it on the exchange, for the logs and the metrics. */
export interface InferenceCost {
  /** Millionths of a unit of the currency, rounded up; `undefined` when no price is known. */
  readonly microUnits: number | undefined;
  readonly currency: string;
  /**
   * Whose price it is: that of the model that answered (`listed`), of the one that was asked for (`asked`) because the
   * one that answered has none, the default, or nobody's (`unpriced`).
   */
  readonly basis: 'listed' | 'asked' | 'default' | 'unpriced';
}

/** Where the cost of a request is noted once it is settled. */
export const inferenceCost = slot<InferenceCost>();
