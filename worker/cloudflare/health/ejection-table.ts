import type { Ejection } from '../../../shared/upstream/ejection.ts';

/** What we use of the SQLite of a Durable Object. */
export interface Sql {
  exec(query: string, ...values: (string | number)[]): { toArray(): Record<string, unknown>[] };
}

/** Ejections kept at once; of more, those that end soonest are let go. */
const mostRows = 1000;
/** An ejection that claims to last longer is held for this long. */
const longestMs = 24 * 3_600_000;

/** The ejections that isolates have told of. */
export class EjectionTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS ejections (
      upstream TEXT NOT NULL,
      target TEXT NOT NULL,
      until_ms INTEGER NOT NULL,
      PRIMARY KEY (upstream, target)
    ) WITHOUT ROWID`);
  }

  /** Notes an ejection; one that lasts longer already stays as it is. */
  put({ upstream, target, untilMs }: Ejection, now: number): void {
    this.#sql.exec(
      `INSERT INTO ejections VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)`,
      upstream,
      target,
      Math.min(Math.round(untilMs), now + longestMs),
    );
    this.#sql.exec(
      `DELETE FROM ejections WHERE (upstream, target) IN
       (SELECT upstream, target FROM ejections ORDER BY until_ms DESC LIMIT -1 OFFSET ?)`,
      mostRows,
    );
  }

  /** Those that are not over. */
  current(now: number): readonly Ejection[] {
    const query = 'SELECT upstream, target, until_ms AS untilMs FROM ejections WHERE until_ms > ?';
    return this.#sql.exec(query, now).toArray() as unknown as Ejection[];
  }

  /** Forgets those that are over. */
  clean(now: number): void {
    this.#sql.exec('DELETE FROM ejections WHERE until_ms <= ?', now);
  }

  /** When the next one is over; `undefined` when there is none. */
  get nextEnd(): number | undefined {
    const [row] = this.#sql.exec('SELECT min(until_ms) AS next FROM ejections').toArray();
    return (row?.['next'] as number | null | undefined) ?? undefined;
  }
}
