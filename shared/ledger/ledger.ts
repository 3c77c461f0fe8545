import type { CounterRule } from './rule.ts';

/**
 * The one place where things are counted that must be counted once: requests, tokens, money, places. Every operation is
 * atomic over all its claims, also against other callers, processes and instances that share the ledger. Time is that of
 * the store where instances differ. In-process twins answer at once, others with a promise; a ledger that cannot be asked
 * rejects with `Fault('ledger_unavailable')`, and then it is not known whether the operation took place.
 */
export interface Ledger {
  /** As metrics and the status page name it: `memory`, `sqlite`, `redis`, … */
  readonly name: string;

  /** Takes every claim for good, or none: a reservation that is settled in the same breath. Not for concurrency rules. */
  spend(claims: readonly Claim[]): Verdict | Promise<Verdict>;

  /**
   * Takes every claim, or none, until the reservation is settled, released or has expired. An id that is held already
   * is granted again and takes nothing; one that was settled lately is granted, takes nothing, and stays settled.
   */
  reserve(reservation: Reservation): Verdict | Promise<Verdict>;

  /**
   * Puts the actual amounts, one for each claim in its order, in the place of those reserved: less gives back, more is
   * taken even where it exceeds the limit. What was reserved in a window or period that has ended since is settled there,
   * and changes nothing in the present one. Places of concurrency rules are given back, whatever the amount.
   * Answers whether the reservation was still held; the second time does nothing.
   */
  settle(id: string, amounts: readonly number[]): boolean | Promise<boolean>;

  /** Gives back everything, as if it had never been reserved: `settle` to 0. */
  release(id: string): boolean | Promise<boolean>;

  /** What each counter says now, without taking anything. */
  read(counters: readonly Counter[]): readonly CounterView[] | Promise<readonly CounterView[]>;

  /** Lets go of connections and files. */
  close(): void | Promise<void>;
}

/** A counter of a ledger: who it stands for, and how it counts. */
export interface Counter {
  /** At most 512 characters; says who and what for. Keys that clients choose are hashed by the caller. */
  readonly key: string;
  readonly rule: CounterRule;
}

/** An amount wanted from a counter. */
export interface Claim extends Counter {
  /** 0 looks whether there is any room left at all: refused when nothing remains. */
  readonly amount: number;
  /** False counts without ever refusing: soft budgets, limits that only log. True when absent. */
  readonly enforce?: boolean | undefined;
}

/** Claims held for a while. */
export interface Reservation {
  /** Chosen by the caller, unguessable, at most 64 characters. */
  readonly id: string;
  /** At least one, at most 16, each of another key. */
  readonly claims: readonly Claim[];
  /** How long it is held at most, unless it is settled. */
  readonly holdMs: number;
  /**
   * What an expired one leaves behind: `spend` leaves the amounts taken, as of a caller that died after it had used them;
   * `release` gives them back. Places of concurrency rules are always given back.
   */
  readonly atExpiry: 'spend' | 'release';
}

/** Whether claims were granted, and what their counters say after it. */
export interface Verdict {
  readonly granted: boolean;
  /** The first claim that there was no room for; -1 when granted. */
  readonly refused: number;
  /** Earliest time at which a refused claim could be granted if nobody else took; `Infinity` when it never could. 0 when granted. */
  readonly retryAfterMs: number;
  /** One for each claim, in order. */
  readonly views: readonly CounterView[];
}

/** What a counter says. */
export interface CounterView {
  /** What may be taken at most: the capacity, the limit, for a budget with what was carried over. */
  readonly limit: number;
  /** What is left, rounded down; negative when more was settled than there was. */
  readonly remaining: number;
  /** Until the bucket is full, the window or period ends, or (sliding) something comes back; 0 where nothing is used. */
  readonly resetMs: number;
}
