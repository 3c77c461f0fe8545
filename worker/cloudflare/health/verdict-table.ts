import type { Sql } from './ejection-table.ts';
import type { SharedVerdict } from './verdict.ts';

/** Verdicts kept at once; of more, those that end soonest are let go. */
const mostRows = 1000;

/** The verdicts that checks have reached. */
export class VerdictTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS verdicts (
      upstream TEXT NOT NULL,
      target TEXT NOT NULL,
      healthy INTEGER NOT NULL,
      degraded INTEGER NOT NULL,
      reason TEXT NOT NULL,
      until_ms INTEGER NOT NULL,
      PRIMARY KEY (upstream, target)
    ) WITHOUT ROWID`);
  }

  put({ upstream, target, healthy, degraded, reason, untilMs }: SharedVerdict): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?, ?)',
      ...[upstream, target, Number(healthy), Number(degraded), reason, Math.round(untilMs)],
    );
    this.#sql.exec(
      `DELETE FROM verdicts WHERE (upstream, target) IN
       (SELECT upstream, target FROM verdicts ORDER BY until_ms DESC LIMIT -1 OFFSET ?)`,
      mostRows,
    );
  }

  /** Those that still hold. */
  current(now: number): readonly SharedVerdict[] {
    const query =
      'SELECT upstream, target, healthy, degraded, reason, until_ms AS untilMs FROM verdicts WHERE until_ms > ?';
    const rows = this.#sql.exec(query, now).toArray() as unknown as SharedVerdict[];
    return rows.map((row) => ({ ...row, healthy: Boolean(row.healthy), degraded: Boolean(row.degraded) }));
  }

  /** Forgets those that hold no more. */
  clean(now: number): void {
    this.#sql.exec('DELETE FROM verdicts WHERE until_ms <= ?', now);
  }
}
