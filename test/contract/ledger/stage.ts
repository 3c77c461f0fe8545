import { test } from 'node:test';
import type { Claim, Counter, Ledger, Reservation } from '../../../shared/ledger/ledger.ts';
import type { CounterRule } from '../../../shared/ledger/rule.ts';
import type { LedgerSubject, LedgerTraits } from './subject.ts';

const DAY_MS = 86_400_000;
/** Room for the time that a real clock needs beyond what was asked. */
const MARGIN_MS = 15;
const run = Math.random().toString(36).slice(2, 10);
let made = 0;

/** Where the promises of one ledger are tried: one subject for all of them, made when the first test runs. */
export class LedgerStage {
  readonly name: string;
  readonly traits: LedgerTraits;
  readonly #make: () => Promise<LedgerSubject>;
  #subject: Promise<LedgerSubject> | undefined = undefined;

  constructor(name: string, make: () => Promise<LedgerSubject>, traits: LedgerTraits) {
    this.name = name;
    this.#make = make;
    this.traits = traits;
  }

  /** A test with `count` instances over the one store. */
  promise(title: string, count: number, keep: (ledgers: readonly Ledger[]) => Promise<void>): void {
    test(`${this.name}: ${title}`, async () => {
      const subject = await this.subject();
      const ledgers = await Promise.all(Array.from({ length: count }, () => subject.open()));
      try {
        await keep(ledgers);
      } finally {
        await Promise.all(ledgers.map((ledger) => ledger.close()));
      }
    });
  }

  subject(): Promise<LedgerSubject> {
    this.#subject ??= this.#make();
    return this.#subject;
  }

  async close(): Promise<void> {
    const subject = await this.#subject;
    await subject?.close?.();
  }

  async now(): Promise<number> {
    return (await this.subject()).now?.() ?? Date.now();
  }

  async pass(ms: number): Promise<void> {
    const subject = await this.subject();
    if (subject.advance) return subject.advance(ms);
    await new Promise((resolve) => setTimeout(resolve, ms + MARGIN_MS));
  }

  /** A rule of that kind which lets `limit` through while a test lasts. */
  async slowRule(kind: CounterRule['kind'], limit: number): Promise<CounterRule> {
    if (kind === 'token-bucket') return { kind, capacity: limit, refill: 1, perMs: DAY_MS };
    if (kind === 'concurrency') return { kind, limit };
    if (kind === 'budget') return { kind, limit, starts: await this.starts(DAY_MS), carryMax: 0 };
    return { kind, limit, windowMs: await this.quietWindowMs() };
  }

  /** One that lets `limit` through about every `ms`. */
  async quickRule(kind: CounterRule['kind'], limit: number, ms: number): Promise<CounterRule> {
    if (kind === 'token-bucket') return { kind, capacity: limit, refill: limit, perMs: ms };
    if (kind === 'concurrency') return { kind, limit };
    if (kind === 'budget') return { kind, limit, starts: await this.starts(ms), carryMax: 0 };
    return { kind, limit, windowMs: ms };
  }

  /** Starts of periods of `ms`, the present one beginning now. */
  async starts(ms: number, count = 12): Promise<number[]> {
    const now = await this.now();
    return Array.from({ length: count }, (_, index) => now + (index - 1) * ms);
  }

  /** A window whose end is far, as that of a day could be a second away. */
  async quietWindowMs(): Promise<number> {
    const now = await this.now();
    return now % DAY_MS < DAY_MS / 2 ? DAY_MS : DAY_MS + 43_200_000;
  }
}

/** A counter nobody else uses. */
export function counterOf(rule: CounterRule): Counter {
  made += 1;
  return { key: `suite:${run}:${made}`, rule };
}

export function claimOf(counter: Counter, amount = 1): Claim {
  return { ...counter, amount };
}

/** A reservation under an id of its own. */
export function reservationOf(claims: readonly Claim[], more: Partial<Reservation> = {}): Reservation {
  made += 1;
  return { id: `${run}-${made}`, claims, holdMs: 60_000, atExpiry: 'spend', ...more };
}

/** The instance that the turn falls on. */
export function turn(ledgers: readonly Ledger[], index: number): Ledger {
  return ledgers[index % ledgers.length] as Ledger;
}

/** What is left of a counter. */
export async function remaining(ledger: Ledger, counter: Counter): Promise<number> {
  const [view] = await ledger.read([counter]);
  return view?.remaining ?? Number.NaN;
}
