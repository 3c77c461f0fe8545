import type { FixedWindow } from '../rule.ts';
import { type Algorithm, sum } from './algorithm.ts';

/**
 * Numbers: `[start, used, end]`: when the window began, what was taken in it, and when it ends.
 *
 * `advance`: `begin = floor(now / windowMs) * windowMs`; if `begin > start` then `start = begin, used = 0`; and
 * `end = floor(start / windowMs) * windowMs + windowMs`. A window never begins anew in the past, so a longer `windowMs`
 * after a reload keeps what was counted.
 */
export const fixedWindow: Algorithm<FixedWindow> = {
  kind: 'fixed-window',

  fresh({ windowMs }, now) {
    const begin = Math.floor(now / windowMs) * windowMs;
    return [begin, 0, begin + windowMs];
  },

  advance(numbers, { windowMs }, now) {
    const begin = Math.floor(now / windowMs) * windowMs;
    const [start = 0] = numbers;
    if (begin > start) {
      numbers[0] = begin;
      numbers[1] = 0;
      numbers[2] = begin + windowMs;
      return;
    }
    numbers[2] = Math.floor(start / windowMs) * windowMs + windowMs;
  },

  room: (numbers, { limit }) => limit - usedOf(numbers),

  take(numbers, amount) {
    numbers[1] = sum(usedOf(numbers), amount);
  },

  /** `start`. */
  mark: (numbers) => numbers[0] as number,

  /** Only if `mark == start`: `used = max(0, used - reserved) + actual`. */
  settle(numbers, reserved, actual, mark) {
    if (mark === numbers[0]) numbers[1] = sum(sum(usedOf(numbers), -reserved), actual);
  },

  view: (numbers, { limit }, now) => ({
    limit,
    remaining: limit - usedOf(numbers),
    resetMs: usedOf(numbers) > 0 ? Math.max(0, endOf(numbers) - now) : 0,
  }),

  /** The end of the window, for whatever fits into one. */
  waitMs: (numbers, { limit }, amount, now) => (amount > limit ? Infinity : Math.max(1, endOf(numbers) - now)),

  /** The end of the window, used or not: a reservation of 0 may still be settled in it. */
  idleAt: endOf,
};

function usedOf(numbers: readonly number[]): number {
  return numbers[1] as number;
}

function endOf(numbers: readonly number[]): number {
  return numbers[2] as number;
}
