import type { BookStore, CounterPage, ReservationPage, ReservedEntry } from '../book-store.ts';
import type { Sql, SqlStatement } from './sql.ts';

/** The pages of a book in the tables of an SQLite; see `sql-schema.ts`. */
export class SqlPages implements Omit<BookStore, 'now' | 'transaction'> {
  readonly #statements: Statements;
  /** The key up to which counters were looked at by `clean`. */
  #cleanedTo = '';

  constructor(sql: Sql) {
    this.#statements = prepared(sql);
  }

  counter(key: string): CounterPage | undefined {
    const row = this.#statements.counter.row(key) as CounterRow | undefined;
    return row && { kind: row.kind, numbers: row.numbers.split(',').map(Number) };
  }

  putCounter(key: string, { kind, numbers }: CounterPage, idleAt: number): void {
    this.#statements.putCounter.run(key, kind, numbers.join(), wholeTime(idleAt));
  }

  reservation(id: string): ReservationPage | undefined {
    const row = this.#statements.reservation.row(id) as ReservationRow | undefined;
    if (row === undefined) return undefined;
    return {
      expiresAt: row.expires_at,
      atExpiry: row.at_expiry,
      isSettled: row.is_settled === 1,
      entries: (JSON.parse(row.entries) as EntryRow[]).map(([key, kind, amount, mark]) => ({
        key,
        kind,
        amount,
        mark,
      })),
    };
  }

  putReservation(id: string, { expiresAt, atExpiry, isSettled, entries }: ReservationPage): void {
    const text = JSON.stringify(entries.map(entryRow));
    this.#statements.putReservation.run(id, wholeTime(expiresAt), atExpiry, isSettled ? 1 : 0, text);
  }

  dropReservation(id: string): void {
    this.#statements.dropReservation.run(id);
  }

  expired(now: number, most: number): readonly string[] {
    return this.#statements.expired.rows(now, most).map(({ id }) => id as string);
  }

  /** Drops what is idle of the next `most` counters. Answers whether it has come to the last one. */
  clean(now: number, most: number): boolean {
    const { nextKeys, dropIdle } = this.#statements;
    const { last, seen } = nextKeys.row(this.#cleanedTo, most) as { last: string | null; seen: number };
    if (last !== null) dropIdle.run(this.#cleanedTo, last, now);
    const isThrough = last === null || seen < most;
    this.#cleanedTo = isThrough ? '' : last;
    return isThrough;
  }

  /** Whether there is nothing to keep. */
  get isEmpty(): boolean {
    return this.#statements.any.row() === undefined;
  }
}

interface CounterRow {
  readonly kind: string;
  readonly numbers: string;
}

interface ReservationRow {
  readonly expires_at: number;
  readonly at_expiry: 'spend' | 'release';
  readonly is_settled: number;
  readonly entries: string;
}

type EntryRow = readonly [key: string, kind: string, amount: number, mark: number];

function entryRow({ key, kind, amount, mark }: ReservedEntry): EntryRow {
  return [key, kind, amount, mark];
}

/** Columns of whole numbers know no infinity. */
function wholeTime(at: number): number {
  return Math.min(Math.ceil(at), Number.MAX_SAFE_INTEGER);
}

type Statements = Readonly<Record<keyof typeof queries, SqlStatement>>;

const queries = {
  counter: 'SELECT kind, numbers FROM counters WHERE key = ?',
  putCounter: `INSERT INTO counters VALUES (?, ?, ?, ?) ON CONFLICT (key)
    DO UPDATE SET kind = excluded.kind, numbers = excluded.numbers, idle_at = excluded.idle_at`,
  reservation: 'SELECT expires_at, at_expiry, is_settled, entries FROM reservations WHERE id = ?',
  putReservation: 'INSERT OR REPLACE INTO reservations VALUES (?, ?, ?, ?, ?)',
  dropReservation: 'DELETE FROM reservations WHERE id = ?',
  expired: 'SELECT id FROM reservations WHERE expires_at <= ? ORDER BY expires_at LIMIT ?',
  nextKeys:
    'SELECT max(key) AS last, count(*) AS seen FROM (SELECT key FROM counters WHERE key > ? ORDER BY key LIMIT ?)',
  dropIdle: 'DELETE FROM counters WHERE key > ? AND key <= ? AND idle_at <= ?',
  any: 'SELECT 1 WHERE EXISTS (SELECT 1 FROM counters) OR EXISTS (SELECT 1 FROM reservations)',
} as const;

function prepared(sql: Sql): Statements {
  return Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, sql.prepare(query)])) as Statements;
}
