/**
 * How a counter counts. Amounts are whole numbers (requests, tokens, millionths of a currency unit) up to 2^53 - 1, and so
 * are limits; milliseconds are whole too. The same key must always come with the same kind of rule; its numbers may
 * change, as after a reload, and then hold from the next claim on.
 */
export type CounterRule = TokenBucket | FixedWindow | SlidingWindow | Concurrency | Budget;

/**
 * Holds `capacity`, and gets `refill` back every `perMs`, fractions included. What was settled above the estimate is owed.
 * What reservations hold is not refilled before they are settled, so that giving it back never makes more than `capacity`.
 */
export interface TokenBucket {
  readonly kind: 'token-bucket';
  readonly capacity: number;
  readonly refill: number;
  readonly perMs: number;
}

/** `limit` in each window; windows begin at multiples of `windowMs` (at most 366 days) since the epoch. */
export interface FixedWindow {
  readonly kind: 'fixed-window';
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * `limit` in any span of `windowMs`. Counts in tenths of the window and lets go of a tenth only when the whole of it is
 * out of the window, so it may refuse a little early, and never lets too much through. At most 366 days.
 */
export interface SlidingWindow {
  readonly kind: 'sliding-window';
  readonly limit: number;
  readonly windowMs: number;
}

/** `limit` held at once. Only reservations count, each until it is settled (to any amount), released or expired. */
export interface Concurrency {
  readonly kind: 'concurrency';
  readonly limit: number;
}

/** `limit` in each period of a calendar. */
export interface Budget {
  readonly kind: 'budget';
  readonly limit: number;
  /**
   * Starts of periods since the epoch, ascending, at least three, around the caller's now: the store takes the period its
   * own clock is in, so that callers need not agree on the time, and stores need know no time zones. The last one only ends
   * the period before it. A clock outside them all takes the nearest period.
   */
  readonly starts: readonly number[];
  /** Most of what a period left unused that is added to the next one; 0 for none. What is added counts as unused again. */
  readonly carryMax: number;
}
