import type { Fault } from '../../shared/errors/fault.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { AppLog } from './app-log.ts';
import { ThrottledLog } from './throttled-log.ts';

/** A store that is away is asked by every request. */
const unanswered = {
  level: 'error',
  message: 'a ledger does not answer',
  rate: { most: 5, perSecond: 0.2 },
} as const;

/** Tells of ledgers that do not answer, and counts how often. */
export class LedgerFailureLog {
  readonly #lines: ThrottledLog;
  readonly #totals = new Map<string, number>();

  constructor(log: AppLog, clock: Clock) {
    this.#lines = new ThrottledLog(log, unanswered, clock);
  }

  /** Answers that were not given since the start, by the names of the ledgers. */
  get totals(): ReadonlyMap<string, number> {
    return this.#totals;
  }

  note(ledger: string, fault: Fault): void {
    this.#totals.set(ledger, (this.#totals.get(ledger) ?? 0) + 1);
    this.#lines.note({ ledger, reason: fault.detail ?? fault.message });
  }
}
