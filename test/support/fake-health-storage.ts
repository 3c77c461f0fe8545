import { DatabaseSync } from 'node:sqlite';
import type { HealthStorage } from '../../worker/cloudflare/health/health-object.ts';

/** The storage of a Durable Object, with the SQLite of Node. */
export class FakeHealthStorage implements HealthStorage {
  readonly #database = new DatabaseSync(':memory:');
  alarm: number | null = null;
  readonly sql = {
    exec: (query: string, ...values: (string | number)[]) => {
      const rows = this.#database.prepare(query).all(...values);
      return { toArray: () => rows };
    },
  };

  async getAlarm(): Promise<number | null> {
    return this.alarm;
  }

  async setAlarm(atMs: number): Promise<void> {
    this.alarm = atMs;
  }

  /** Ejections that are kept. */
  get rows(): number {
    return this.#database.prepare('SELECT upstream FROM ejections').all().length;
  }
}
