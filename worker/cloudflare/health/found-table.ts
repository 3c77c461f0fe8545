import { array, parse } from 'valibot';
import type { Sql } from './ejection-table.ts';
import { type FoundTargets, foundTargetsSchema } from './found-targets.ts';

/** Upstreams kept at once; of more, those whose targets are over soonest are let go. */
const mostRows = 1000;

/** The targets that sources have named. */
export class FoundTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS found (
      upstream TEXT PRIMARY KEY,
      targets TEXT NOT NULL,
      until_ms INTEGER NOT NULL
    ) WITHOUT ROWID`);
  }

  put({ upstream, targets, untilMs }: FoundTargets): void {
    const text = JSON.stringify(targets);
    this.#sql.exec('INSERT OR REPLACE INTO found VALUES (?, ?, ?)', upstream, text, Math.round(untilMs));
    this.#sql.exec(
      `DELETE FROM found WHERE upstream IN (SELECT upstream FROM found ORDER BY until_ms DESC LIMIT -1 OFFSET ?)`,
      mostRows,
    );
  }

  /** Those that are still good. */
  current(now: number): readonly FoundTargets[] {
    const rows = this.#sql.exec('SELECT upstream, targets, until_ms AS untilMs FROM found WHERE until_ms > ?', now);
    const read = rows.toArray().map((row) => ({ ...row, targets: JSON.parse(String(row['targets'])) as unknown }));
    return parse(array(foundTargetsSchema), read);
  }

  /** Forgets those that are good no more. */
  clean(now: number): void {
    this.#sql.exec('DELETE FROM found WHERE until_ms <= ?', now);
  }
}
