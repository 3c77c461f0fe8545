import type { Budget, CounterRule, SlidingWindow, TokenBucket } from '../../../shared/ledger/rule.ts';

/** One amount that was taken, whenever that was. */
export interface Taken {
  amount: number;
  readonly at: number;
  isHeld: boolean;
}

/** Counts by remembering everything that ever happened. */
export interface NaiveCount {
  /** What may be taken. */
  room(now: number): number;
  take(taken: Taken): void;
  /** Called with the amount before, and when it ceased to be held; `taken` has the new one. */
  settled(taken: Taken, before: number, at: number): void;
}

/** The naive way to count by a rule. */
export function naiveCount(rule: CounterRule): NaiveCount {
  if (rule.kind === 'token-bucket') return new NaiveBucket(rule);
  const all: Taken[] = [];
  return {
    room: (now) => roomAmong(rule, all, now),
    take: (taken) => all.push(taken),
    settled() {},
  };
}

function roomAmong(rule: Exclude<CounterRule, TokenBucket>, all: readonly Taken[], now: number): number {
  switch (rule.kind) {
    case 'fixed-window':
      return rule.limit - sum(all.filter(({ at }) => cell(at, rule.windowMs) === cell(now, rule.windowMs)));
    case 'sliding-window':
      return rule.limit - sum(all.filter(({ at }) => isInWindow(rule, at, now)));
    case 'concurrency':
      return rule.limit - sum(all.filter(({ isHeld }) => isHeld));
    case 'budget':
      return budgetRoom(rule, all, now);
  }
}

/** In the window, or in the tenth that has not wholly left it. */
function isInWindow({ windowMs }: SlidingWindow, at: number, now: number): boolean {
  const tenthMs = Math.ceil(windowMs / 10);
  return cell(at, tenthMs) >= cell(now, tenthMs) - 10;
}

function budgetRoom(rule: Budget, all: readonly Taken[], now: number): number {
  const first = all[0];
  if (first === undefined) return rule.limit;
  let carried = 0;
  for (let period = periodOf(rule, first.at); ; period += 1) {
    const unused = rule.limit + carried - sum(all.filter(({ at }) => periodOf(rule, at) === period));
    if (period >= periodOf(rule, now)) return unused;
    carried = Math.min(rule.carryMax, Math.max(0, unused));
  }
}

function periodOf({ starts }: Budget, at: number): number {
  const index = starts.findLastIndex((start) => start <= at);
  return Math.min(Math.max(index, 0), starts.length - 2);
}

function sum(taken: readonly Taken[]): number {
  return taken.reduce((all, { amount }) => all + amount, 0);
}

function cell(at: number, lengthMs: number): number {
  return Math.floor(at / lengthMs);
}

/** In parts of a token so small that all of them are whole. What is held is not refilled, and everything else always is. */
class NaiveBucket implements NaiveCount {
  readonly #rule: TokenBucket;
  readonly #perMs: bigint;
  #used = 0n;
  #held = 0n;
  #at = 0;

  constructor(rule: TokenBucket) {
    this.#rule = rule;
    this.#perMs = BigInt(rule.perMs);
  }

  room(now: number): number {
    this.#refill(now);
    return this.#rule.capacity - Number((this.#used + this.#perMs - 1n) / this.#perMs);
  }

  take({ amount, at, isHeld }: Taken): void {
    this.#refill(at);
    this.#used += BigInt(amount) * this.#perMs;
    if (isHeld) this.#held += BigInt(amount) * this.#perMs;
  }

  settled({ amount }: Taken, before: number, at: number): void {
    this.#refill(at);
    this.#held -= BigInt(before) * this.#perMs;
    this.#used = largest(this.#used + BigInt(amount - before) * this.#perMs, this.#held);
  }

  #refill(now: number): void {
    this.#used = largest(this.#used - BigInt(now - this.#at) * BigInt(this.#rule.refill), this.#held);
    this.#at = now;
  }
}

function largest(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
