import type { Clock } from '../../platform/platform.ts';
import type { Sql, SqlStatement } from './sql.ts';

/** How fast the time of a ledger goes while the clock of the machine is behind it. */
const slowRate = 0.5;

/**
 * The time of a ledger: that of the machine, and never before what anybody was told who shares the tables. A clock that
 * was set back is waited for at half the pace of time, so that limits slow down and never stop.
 */
export class SqlClock {
  readonly #clock: Clock;
  readonly #tick: SqlStatement;
  /** The last time told, with fractions, and when that was. */
  #told = 0;
  #toldAt: number;

  constructor(sql: Sql, clock: Clock) {
    this.#clock = clock;
    this.#toldAt = clock.monotonic();
    this.#tick = sql.prepare('UPDATE ledger SET now = max(now, ?) WHERE id = 1 RETURNING now');
    this.#told = Number(sql.prepare('SELECT now FROM ledger WHERE id = 1').row()?.['now']);
  }

  /** Whole milliseconds since the epoch. */
  now(): number {
    const at = this.#clock.monotonic();
    const least = this.#told + slowRate * (at - this.#toldAt);
    const now = Math.max(this.#clock.now(), least);
    const kept = Number(this.#tick.row(Math.floor(now))?.['now']);
    this.#told = Math.max(now, kept);
    this.#toldAt = at;
    return kept;
  }
}
