import type { Fault } from '../../shared/errors/fault.ts';
import { Allowance } from '../../shared/platform/allowance.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { AppLog } from './app-log.ts';

/** Lines that may be written at once, and in a second: a store that is away is asked by every request. */
const lines = { most: 5, perSecond: 0.2 };

/** Tells of ledgers that do not answer. */
export class LedgerFailureLog {
  readonly #log: AppLog;
  readonly #allowance: Allowance;
  readonly #totals = new Map<string, number>();
  #untold = 0;

  constructor(log: AppLog, clock: Clock) {
    this.#log = log;
    this.#allowance = new Allowance(lines, clock);
  }

  /** Answers that were not given since the start, by the names of the ledgers. */
  get totals(): ReadonlyMap<string, number> {
    return this.#totals;
  }

  note(ledger: string, fault: Fault): void {
    this.#totals.set(ledger, (this.#totals.get(ledger) ?? 0) + 1);
    if (!this.#allowance.take()) {
      this.#untold += 1;
      return;
    }
    const more = this.#untold === 0 ? {} : { 'untold-before': this.#untold };
    this.#untold = 0;
    this.#log.say('error', 'a ledger does not answer', { ledger, reason: fault.detail ?? fault.message, ...more });
  }
}
