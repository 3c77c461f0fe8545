import type { CounterView } from '../ledger.ts';
import type { CounterRule } from '../rule.ts';

/**
 * How one kind of rule counts: pure arithmetic over the numbers of a counter, in doubles that hold whole numbers, so that
 * it reads the same in Lua. `now` is in whole milliseconds. The numbers are changed in place, and only as said:
 * whoever decides calls `advance` first, then asks `room`, and only then `take`.
 */
export interface Algorithm<Rule extends CounterRule = CounterRule> {
  readonly kind: Rule['kind'];

  /** The numbers of a counter that was never used. */
  fresh(rule: Rule, now: number): number[];

  /**
   * Brings the numbers to `now` and to the numbers of the rule, which may have changed. Takes and gives nothing beyond
   * what time gives; the second time in one millisecond it changes nothing. A `now` before the last one counts as the last.
   */
  advance(numbers: number[], rule: Rule, now: number): void;

  /** What may be taken; negative when more was settled than there was. A claim is granted when `room >= max(amount, 1)`. */
  room(numbers: readonly number[], rule: Rule): number;

  /** Takes, whether there is room or not. `isHeld`: by a reservation, which `settle` will end. */
  take(numbers: number[], amount: number, isHeld: boolean): void;

  /** Where in time the present amounts are counted: kept with a reservation and given to `settle`. */
  mark(numbers: readonly number[]): number;

  /**
   * To be called before `settle` where there is one: brings the numbers to `now` by the rule as they know it, so that what
   * was held until now is not refilled for the time before.
   */
  catchUp?(numbers: number[], now: number): void;

  /** Puts `actual` in the place of what a reservation holds. Needs neither `advance` nor the rule. */
  settle(numbers: number[], reserved: number, actual: number, mark: number): void;

  /** What the counter says, after `advance`. */
  view(numbers: readonly number[], rule: Rule, now: number): CounterView;

  /** After `advance`, for an amount (1 or more) above `room`: how long until it fits if nobody takes; `Infinity` for never; at least 1. */
  waitMs(numbers: readonly number[], rule: Rule, amount: number, now: number): number;

  /** From when on the counter says no less than a fresh one, and may be dropped; `Infinity` while something is held. */
  idleAt(numbers: readonly number[]): number;
}

/** What a counter can hold; sums stop here instead of losing their last digits. */
const mostCounted = Number.MAX_SAFE_INTEGER;

/** `used + more`, between 0 and `mostCounted`. */
export function sum(used: number, more: number): number {
  return Math.min(mostCounted, Math.max(0, used + more));
}
