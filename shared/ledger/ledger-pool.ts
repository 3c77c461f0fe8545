import type { Ledger } from './ledger.ts';
import type { LedgerFactory, LedgerOpener } from './ledger-opener.ts';
import type { LedgerSettings } from './ledger-settings.ts';

/**
 * The ledgers of a process or isolate. Each plan opens its own through {@link LedgerPool.forPlan}; a ledger lives for as
 * long as one of the plans that opened it, so that a reload neither forgets counts nor keeps connections nobody uses.
 */
export class LedgerPool {
  readonly #make: LedgerFactory;
  readonly #open = new Map<string, Shared>();

  constructor(make: LedgerFactory) {
    this.#make = make;
  }

  /** Ledgers that are open. */
  get size(): number {
    return this.#open.size;
  }

  /** The ledgers of one plan, and what it has for all that say nothing of their own. */
  forPlan(usual: LedgerSettings): PlanLedgers {
    return new PlanLedgers(this, usual);
  }

  /** Only {@link PlanLedgers} calls it. */
  take(key: string, settings: LedgerSettings): Ledger {
    let shared = this.#open.get(key);
    if (shared === undefined) {
      shared = { ledger: this.#make(settings), plans: 0 };
      this.#open.set(key, shared);
    }
    shared.plans += 1;
    return shared.ledger;
  }

  /** Only {@link PlanLedgers} calls it. */
  giveBack(key: string): void {
    const shared = this.#open.get(key);
    if (shared === undefined) return;
    shared.plans -= 1;
    if (shared.plans > 0) return;
    this.#open.delete(key);
    // A connection that does not end in order is of no use to anybody any more.
    void Promise.resolve(shared.ledger.close()).catch(() => undefined);
  }
}

/** What one plan has opened. */
export class PlanLedgers implements LedgerOpener {
  readonly #pool: LedgerPool;
  readonly #usual: LedgerSettings;
  readonly #mine = new Map<string, Ledger>();

  constructor(pool: LedgerPool, usual: LedgerSettings) {
    this.#pool = pool;
    this.#usual = usual;
  }

  open(settings: LedgerSettings = this.#usual): Ledger {
    const key = keyOf(settings);
    const known = this.#mine.get(key);
    if (known) return known;
    const ledger = this.#pool.take(key, settings);
    this.#mine.set(key, ledger);
    return ledger;
  }

  /** To be called once nothing of the plan is under way any more. */
  close(): void {
    for (const key of this.#mine.keys()) this.#pool.giveBack(key);
    this.#mine.clear();
  }
}

interface Shared {
  readonly ledger: Ledger;
  plans: number;
}

/** Equal settings have equal texts: names are put in order. */
function keyOf(settings: unknown): string {
  if (typeof settings !== 'object' || settings === null) return JSON.stringify(settings) ?? '';
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${keyOf(value)}`)
    .join()}}`;
}
