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
  if (rule.kind === 'budget') return new NaiveBudget(rule);
  const all: Taken[] = [];
  return {
    room: (now) => roomAmong(rule, all, now),
    take: (taken) => all.push(taken),
    settled() {},
  };
}

function roomAmong(rule: Exclude<CounterRule, TokenBucket | Budget>, all: readonly Taken[], now: number): number {
  switch (rule.kind) {
    case 'fixed-window':
      return rule.limit - sum(all.filter(({ at }) => cell(at, rule.windowMs) === cell(now, rule.windowMs)));
    case 'sliding-window':
      return rule.limit - sum(all.filter(({ at }) => isInWindow(rule, at, now)));
    case 'concurrency':
      return rule.limit - sum(all.filter(({ isHeld }) => isHeld));
  }
}

/** In the window, or in the tenth that has not wholly left it. */
function isInWindow({ windowMs }: SlidingWindow, at: number, now: number): boolean {
  const tenthMs = Math.ceil(windowMs / 10);
  return cell(at, tenthMs) >= cell(now, tenthMs) - 10;
}

function sum(taken: readonly Taken[]): number {
  return taken.reduce((all, { amount }) => all + amount, 0);
}

function cell(at: number, lengthMs: number): number {
  return Math.floor(at / lengthMs);
}

/** Period by period from the first that something was taken in, each with what the one before left. */
class NaiveBudget implements NaiveCount {
  readonly #rule: Budget;
  readonly #taken = new Map<number, Taken[]>();
  #first: number | undefined;

  constructor(rule: Budget) {
    this.#rule = rule;
  }

  room(now: number): number {
    const { limit, carryMax } = this.#rule;
    const current = this.#periodOf(now);
    let carried = 0;
    for (let period = this.#first ?? current; ; period += 1) {
      const unused = limit + carried - sum(this.#taken.get(period) ?? []);
      if (period >= current) return unused;
      carried = Math.min(carryMax, Math.max(0, unused));
    }
  }

  take(taken: Taken): void {
    const period = this.#periodOf(taken.at);
    this.#first ??= period;
    const others = this.#taken.get(period);
    if (others) others.push(taken);
    else this.#taken.set(period, [taken]);
  }

  settled(): void {}

  #periodOf(at: number): number {
    const { starts } = this.#rule;
    const index = starts.findLastIndex((start) => start <= at);
    return Math.min(Math.max(index, 0), starts.length - 2);
  }
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
