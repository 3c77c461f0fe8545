import type { TokenBucket } from '../rule.ts';
import { type Algorithm, sum } from './algorithm.ts';

const USED = 0;
const HELD = 1;
const REST = 2;
const AT = 3;
const REFILL = 4;
const PER_MS = 5;
const HOLDERS = 6;

/**
 * Numbers: `[used, held, rest, at, refill, perMs, holders]`, all whole.
 * - `used`: taken and not refilled, so there is room for `capacity - used`; `held`: the part of it that reservations hold.
 * - `rest`: what time has refilled of the next one, in parts of `perMs` (`0 <= rest < perMs`).
 * - `at`: when it was last brought up to date; `refill`, `perMs`: of the rule then.
 * - `holders`: how many reservations it is part of, also with an amount of 0, so that it is not dropped before they settle.
 *
 * `advance`, when `now > at`, with `elapsed = now - at`:
 * ```
 * if perMs changed:  rest = floor(rest * new perMs / old perMs)
 * parts  = (elapsed % perMs) * (refill % perMs) + rest
 * gained = floor(elapsed / perMs) * refill + (elapsed % perMs) * floor(refill / perMs) + floor(parts / perMs)
 * if gained >= used - held:  used = held, rest = 0
 * else:                      used = used - gained, rest = parts % perMs
 * ```
 * `parts` stays below 2^53 where `perMs * (min(refill, perMs) + 1)` does, as with any `perMs` up to a day, so no fraction
 * is ever lost or rounded.
 *
 * What reservations hold is not refilled (`used` never falls below `held`). Otherwise one could reserve, wait until the
 * bucket is full again, take all of it, and then give the reservation back for a second bucket in the same instant. So
 * `used - amount` is exactly what would be there had the reservation never been made.
 */
export const tokenBucket: Algorithm<TokenBucket> = {
  kind: 'token-bucket',

  fresh: ({ refill, perMs }, now) => [0, 0, 0, now, refill, perMs, 0],

  advance(numbers, { refill, perMs }, now) {
    if (numbers[PER_MS] !== perMs) {
      numbers[REST] = Math.floor((at(numbers, REST) * perMs) / at(numbers, PER_MS));
      numbers[PER_MS] = perMs;
    }
    numbers[REFILL] = refill;
    catchUp(numbers, now);
  },

  catchUp,

  room: (numbers, { capacity }) => capacity - at(numbers, USED),

  take(numbers, amount, isHeld) {
    numbers[USED] = sum(at(numbers, USED), amount);
    if (!isHeld) return;
    numbers[HELD] = sum(at(numbers, HELD), amount);
    numbers[HOLDERS] = at(numbers, HOLDERS) + 1;
  },

  mark: () => 0,

  /** `held = held - reserved; used = used - reserved + actual` (at least `held`; `rest = 0` where equal); `holders - 1`. */
  settle(numbers, reserved, actual) {
    const held = sum(at(numbers, HELD), -reserved);
    const used = sum(sum(at(numbers, USED), -reserved), actual);
    numbers[HOLDERS] = Math.max(0, at(numbers, HOLDERS) - 1);
    numbers[HELD] = held;
    numbers[USED] = Math.max(held, used);
    if (used <= held) numbers[REST] = 0;
  },

  view: (numbers, { capacity }) => ({
    limit: capacity,
    remaining: capacity - at(numbers, USED),
    resetMs: refillMs(numbers, at(numbers, USED)),
  }),

  /** What is held may come back at any time, so only what time must refill is waited for. */
  waitMs(numbers, { capacity }, amount) {
    if (amount > capacity) return Infinity;
    const missing = amount - (capacity - at(numbers, USED));
    return Math.max(1, refillMs(numbers, Math.min(missing, at(numbers, USED) - at(numbers, HELD))));
  },

  /** `at` and the time that refills `used`; never while there are holders. */
  idleAt: (numbers) => (at(numbers, HOLDERS) > 0 ? Infinity : at(numbers, AT) + refillMs(numbers, at(numbers, USED))),
};

function catchUp(numbers: number[], now: number): void {
  const elapsed = now - at(numbers, AT);
  if (elapsed <= 0) return;
  numbers[AT] = now;
  const refill = at(numbers, REFILL);
  const perMs = at(numbers, PER_MS);
  const odd = elapsed % perMs;
  const parts = odd * (refill % perMs) + at(numbers, REST);
  const gained = Math.floor(elapsed / perMs) * refill + odd * Math.floor(refill / perMs) + Math.floor(parts / perMs);
  if (gained >= at(numbers, USED) - at(numbers, HELD)) {
    numbers[USED] = at(numbers, HELD);
    numbers[REST] = 0;
    return;
  }
  numbers[USED] = at(numbers, USED) - gained;
  numbers[REST] = parts % perMs;
}

/** `floor(amount / refill) * perMs + ceil(((amount % refill) * perMs - rest) / refill)`; 0 for nothing. */
function refillMs(numbers: readonly number[], amount: number): number {
  if (amount <= 0) return 0;
  const refill = at(numbers, REFILL);
  const perMs = at(numbers, PER_MS);
  if (refill <= 0) return Infinity;
  const parts = (amount % refill) * perMs - at(numbers, REST);
  return Math.max(0, Math.floor(amount / refill) * perMs + Math.ceil(parts / refill));
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] as number;
}
