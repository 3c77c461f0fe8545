import type { Concurrency } from '../rule.ts';
import { type Algorithm, sum } from './algorithm.ts';

/**
 * Numbers: `[held]`: the places reservations hold. Time changes nothing; `settle` gives back all that was reserved,
 * whatever the actual amount, and an expired reservation is settled like any other.
 */
export const concurrency: Algorithm<Concurrency> = {
  kind: 'concurrency',

  fresh: () => [0],

  advance() {},

  room: (numbers, { limit }) => limit - heldOf(numbers),

  take(numbers, amount) {
    numbers[0] = sum(heldOf(numbers), amount);
  },

  mark: () => 0,

  /** `held = max(0, held - reserved)`. */
  settle(numbers, reserved) {
    numbers[0] = sum(heldOf(numbers), -reserved);
  },

  view: (numbers, { limit }) => ({ limit, remaining: limit - heldOf(numbers), resetMs: 0 }),

  /** A place may come back at any time: 1. */
  waitMs: (_numbers, { limit }, amount) => (amount > limit ? Infinity : 1),

  idleAt: (numbers) => (heldOf(numbers) > 0 ? Infinity : 0),
};

function heldOf(numbers: readonly number[]): number {
  return numbers[0] as number;
}
