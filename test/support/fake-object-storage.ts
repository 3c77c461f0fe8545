import { DatabaseSync } from 'node:sqlite';
import type { SqlValue } from '../../shared/ledger/sql/sql.ts';
import type { LedgerStorage } from '../../worker/cloudflare/ledger/ledger-object.ts';

/** The storage of a Durable Object, with the SQLite of Node. */
export class FakeObjectStorage implements LedgerStorage {
  readonly database = new DatabaseSync(':memory:');
  alarm: number | null = null;
  /** What the object is told of its size. */
  size = 0;
  #depth = 0;
  readonly sql: LedgerStorage['sql'];

  constructor() {
    const { database } = this;
    const sizeNow = (): number => this.size;
    this.sql = {
      exec(query: string, ...values: SqlValue[]) {
        const rows = database.prepare(query).all(...values);
        return { toArray: () => rows };
      },
      get databaseSize() {
        return sizeNow();
      },
    };
  }

  transactionSync<T>(work: () => T): T {
    const name = `level_${this.#depth}`;
    this.#depth += 1;
    this.database.exec(`SAVEPOINT ${name}`);
    try {
      const result = work();
      this.database.exec(`RELEASE ${name}`);
      return result;
    } catch (error) {
      this.database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  async getAlarm(): Promise<number | null> {
    return this.alarm;
  }

  async setAlarm(atMs: number): Promise<void> {
    this.alarm = atMs;
  }

  rows(table: 'counters' | 'reservations' | 'places'): number {
    const { count } = this.database.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number };
    return count;
  }
}
