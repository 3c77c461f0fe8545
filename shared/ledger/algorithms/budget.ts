import type { Budget } from '../rule.ts';
import { type Algorithm, sum } from './algorithm.ts';

const START = 0;
const USED = 1;
const CARRY = 2;
const IDLE_AT = 3;
/** How many lengths of its period a budget that carries over is kept after it. */
const KEPT_PERIODS = 12;
/** And one whose period has ended while no later one is known: what comes then still counts in it. */
const KEPT_OUTSIDE = 1;

/**
 * Numbers: `[start, used, carry, idleAt]`: the period that is counted, what was taken in it, what earlier ones left to it,
 * and from when on the counter may be dropped.
 *
 * The period of `now` is `p`, the greatest index with `starts[p] <= now`, but at least 0 and at most `length - 2`. It ends
 * at `starts[p + 1]`. `advance`:
 * ```
 * if starts[p] > start:
 *   passed = number of i <= p with starts[i] > start          (1 or more)
 *   unused = max(0, limit + carry - used)
 *   carry  = min(carryMax, unused + (passed - 1) * limit)
 *   start  = starts[p], used = 0
 * else:
 *   carry  = min(carryMax, carry)
 * end    = starts[p + 1]
 * kept   = carryMax > 0 ? 12 : now >= end ? 1 : 0
 * idleAt = max(end, now) + kept * (end - starts[p])
 * ```
 * What was settled above the limit is not owed by the next period. A counter that is dropped loses what it carried, and
 * never gains.
 */
export const budget: Algorithm<Budget> = {
  kind: 'budget',

  fresh(rule, now) {
    const period = periodOf(rule, now);
    return [startOf(rule, period), 0, 0, idleAfter(rule, period, now)];
  },

  advance(numbers, rule, now) {
    const period = periodOf(rule, now);
    const start = startOf(rule, period);
    if (start > at(numbers, START)) {
      numbers[CARRY] = carriedTo(numbers, rule, period);
      numbers[USED] = 0;
      numbers[START] = start;
    } else {
      numbers[CARRY] = Math.min(rule.carryMax, at(numbers, CARRY));
    }
    numbers[IDLE_AT] = idleAfter(rule, period, now);
  },

  room: (numbers, { limit }) => limit + at(numbers, CARRY) - at(numbers, USED),

  take(numbers, amount) {
    numbers[USED] = sum(at(numbers, USED), amount);
  },

  /** `start`. */
  mark: (numbers) => at(numbers, START),

  /** Only if `mark == start`: `used = max(0, used - reserved) + actual`. */
  settle(numbers, reserved, actual, mark) {
    if (mark === numbers[START]) numbers[USED] = sum(sum(at(numbers, USED), -reserved), actual);
  },

  view(numbers, rule, now) {
    const used = at(numbers, USED);
    const limit = rule.limit + at(numbers, CARRY);
    const end = startOf(rule, periodOf(rule, now) + 1);
    return { limit, remaining: limit - used, resetMs: used > 0 ? Math.max(0, end - now) : 0 };
  },

  /**
   * As many periods as it takes until enough was carried over; beyond the known starts each is taken to be as long as the
   * last known one.
   */
  waitMs(numbers, rule, amount, now) {
    const { limit, carryMax, starts } = rule;
    if (amount > limit + carryMax) return Infinity;
    const unused = Math.min(carryMax, Math.max(0, limit + at(numbers, CARRY) - at(numbers, USED)));
    const missing = Math.max(0, amount - limit - unused);
    if (missing > 0 && limit <= 0) return Infinity;
    const index = periodOf(rule, now) + 1 + (missing > 0 ? Math.ceil(missing / limit) : 0);
    const last = starts.length - 1;
    const known = startOf(rule, Math.min(index, last));
    const beyond = Math.max(0, index - last) * (startOf(rule, last) - startOf(rule, last - 1));
    return Math.max(1, known + beyond - now);
  },

  idleAt: (numbers) => at(numbers, IDLE_AT),
};

function carriedTo(numbers: readonly number[], rule: Budget, period: number): number {
  let passed = 0;
  while (passed <= period && startOf(rule, period - passed) > at(numbers, START)) passed += 1;
  const unused = Math.max(0, rule.limit + at(numbers, CARRY) - at(numbers, USED));
  return Math.min(rule.carryMax, unused + (passed - 1) * rule.limit);
}

function periodOf({ starts }: Budget, now: number): number {
  let period = starts.length - 2;
  while (period > 0 && (starts[period] as number) > now) period -= 1;
  return period;
}

function idleAfter(rule: Budget, period: number, now: number): number {
  const end = startOf(rule, period + 1);
  const kept = rule.carryMax > 0 ? KEPT_PERIODS : now >= end ? KEPT_OUTSIDE : 0;
  return Math.max(end, now) + kept * (end - startOf(rule, period));
}

function startOf({ starts }: Budget, period: number): number {
  return starts[period] as number;
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] as number;
}
