import type { SlidingWindow } from '../rule.ts';
import { type Algorithm, sum } from './algorithm.ts';

const SLOTS = 11;
/** Where the slots begin among the numbers. */
const FIRST = 2;

/**
 * Numbers: `[newest, tenthMs, slot 0, …, slot 10]`. Time is cut in tenths of `tenthMs = ceil(windowMs / 10)`, tenth `t` is
 * the one of `floor(now / tenthMs) == t` and is counted in slot `t % 11`. `newest` is the tenth of the last `advance`.
 * All eleven slots count: the present tenth, nine before it, and the one the window has not wholly left. What is in none
 * of them is `10 * tenthMs` old or older, so no span of `windowMs` ever holds more than the limit.
 *
 * `advance`: if `tenthMs` changed, all that is counted goes into the slot of the present tenth, as if it were taken now
 * (the others are 0). Else, if `t > newest`, the slots of `max(newest + 1, t - 10) … t` become 0, and `newest = t`.
 */
export const slidingWindow: Algorithm<SlidingWindow> = {
  kind: 'sliding-window',

  fresh({ windowMs }, now) {
    const tenthMs = Math.ceil(windowMs / 10);
    return [Math.floor(now / tenthMs), tenthMs, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  },

  advance(numbers, { windowMs }, now) {
    const tenthMs = Math.ceil(windowMs / 10);
    if (numbers[1] !== tenthMs) return regrid(numbers, tenthMs, now);
    const tenth = Math.floor(now / tenthMs);
    const newest = newestOf(numbers);
    if (tenth <= newest) return;
    for (let t = Math.max(newest + 1, tenth - SLOTS + 1); t <= tenth; t += 1) numbers[slotOf(t)] = 0;
    numbers[0] = tenth;
  },

  room: (numbers, { limit }) => limit - usedOf(numbers),

  take(numbers, amount) {
    const slot = slotOf(newestOf(numbers));
    numbers[slot] = sum(numbers[slot] as number, amount);
  },

  /** When the present tenth began: `newest * tenthMs`. */
  mark: (numbers) => newestOf(numbers) * tenthMsOf(numbers),

  /**
   * `t = floor(mark / tenthMs)`; only if `newest - 10 <= t <= newest`, in the slot of `t`:
   * `max(0, counted - reserved) + actual`.
   */
  settle(numbers, reserved, actual, mark) {
    const tenth = Math.floor(mark / tenthMsOf(numbers));
    const newest = newestOf(numbers);
    if (tenth > newest || tenth <= newest - SLOTS) return;
    const slot = slotOf(tenth);
    numbers[slot] = sum(sum(numbers[slot] as number, -reserved), actual);
  },

  view: (numbers, { limit }, now) => ({
    limit,
    remaining: limit - usedOf(numbers),
    resetMs: usedOf(numbers) > 0 ? comesBackMs(numbers, 1, now) : 0,
  }),

  /** Until as many tenths have left as hold what is missing. */
  waitMs(numbers, { limit }, amount, now) {
    if (amount > limit) return Infinity;
    return Math.max(1, comesBackMs(numbers, amount - (limit - usedOf(numbers)), now));
  },

  /** When the newest tenth has left, used or not: `(newest + 11) * tenthMs`. */
  idleAt: (numbers) => (newestOf(numbers) + SLOTS) * tenthMsOf(numbers),
};

/** From the oldest tenth on, until `missing` is reached in `t`: `(t + 11) * tenthMs - now`. */
function comesBackMs(numbers: readonly number[], missing: number, now: number): number {
  const newest = newestOf(numbers);
  let back = 0;
  let t = newest - SLOTS;
  while (back < missing && t < newest) {
    t += 1;
    back += numbers[slotOf(t)] as number;
  }
  return Math.max(0, (t + SLOTS) * tenthMsOf(numbers) - now);
}

function regrid(numbers: number[], tenthMs: number, now: number): void {
  const used = usedOf(numbers);
  const tenth = Math.floor(Math.max(now, newestOf(numbers) * tenthMsOf(numbers)) / tenthMs);
  numbers.fill(0, FIRST);
  numbers[0] = tenth;
  numbers[1] = tenthMs;
  numbers[slotOf(tenth)] = used;
}

/** The sum of all slots. */
function usedOf(numbers: readonly number[]): number {
  let used = 0;
  for (let slot = FIRST; slot < FIRST + SLOTS; slot += 1) used += numbers[slot] as number;
  return used;
}

function slotOf(tenth: number): number {
  // Tenths before the epoch are looked at where the window is that long.
  return FIRST + (((tenth % SLOTS) + SLOTS) % SLOTS);
}

function newestOf(numbers: readonly number[]): number {
  return numbers[0] as number;
}

function tenthMsOf(numbers: readonly number[]): number {
  return numbers[1] as number;
}
