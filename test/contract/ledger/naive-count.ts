import type { Budget, CounterRule, SlidingWindow, TokenBucket } from '../../../shared/ledger/rule.ts';

/** One amount that was taken, whenever that was. */
export interface Taken {
  amount: number;
  readonly at: number;
  isHeld: boolean;
}

/** What may be taken: between these, as a bucket may be refilled at the last claim or later, at any look at it. */
export interface Room {
  readonly least: number;
  readonly most: number;
}

/** Counts by remembering everything that ever happened. */
export interface NaiveCount {
  room(now: number): Room;
  take(taken: Taken): void;
  /** Called with the amount before; `taken` has the new one. */
  settled(taken: Taken, before: number, now: number): void;
}

/** The naive way to count by a rule. */
export function naiveCount(rule: CounterRule): NaiveCount {
  if (rule.kind === 'token-bucket') return new NaiveBucket(rule);
  const all: Taken[] = [];
  return {
    room(now) {
      const room = roomAmong(rule, all, now);
      return { least: room, most: room };
    },
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

/** In parts of a token so small that all of them are whole, refilled at every look and only at claims. */
class NaiveBucket implements NaiveCount {
  readonly #rule: TokenBucket;
  readonly #perMs: bigint;
  readonly #late = { used: 0n, at: 0 };
  readonly #eager = { used: 0n, at: 0 };
  #held = 0n;

  constructor(rule: TokenBucket) {
    this.#rule = rule;
    this.#perMs = BigInt(rule.perMs);
  }

  room(now: number): Room {
    this.#refill(this.#eager, now);
    const late = { ...this.#late };
    this.#refill(late, now);
    return { least: this.#roomOf(this.#eager.used), most: this.#roomOf(late.used) };
  }

  take({ amount, at, isHeld }: Taken): void {
    // A look without a reservation need not be written down.
    if (amount === 0 && !isHeld) return;
    for (const state of [this.#late, this.#eager]) {
      this.#refill(state, at);
      state.used += BigInt(amount) * this.#perMs;
    }
    if (isHeld) this.#held += BigInt(amount) * this.#perMs;
  }

  settled({ amount }: Taken, before: number, now: number): void {
    this.#refill(this.#eager, now);
    this.#held -= BigInt(before) * this.#perMs;
    for (const state of [this.#late, this.#eager]) {
      const used = state.used + BigInt(amount - before) * this.#perMs;
      state.used = used > this.#held ? used : this.#held;
    }
  }

  #refill(state: { used: bigint; at: number }, now: number): void {
    const used = state.used - BigInt(now - state.at) * BigInt(this.#rule.refill);
    state.used = used > this.#held ? used : this.#held;
    state.at = now;
  }

  #roomOf(used: bigint): number {
    return this.#rule.capacity - Number((used + this.#perMs - 1n) / this.#perMs);
  }
}
