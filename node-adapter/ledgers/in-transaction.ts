import type { SqliteDatabase } from './sqlite-driver.ts';

/** Does all of some work on a file, or nothing of it. Others may read meanwhile, and none writes. */
export function inTransaction<T>(database: SqliteDatabase, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // After some failures SQLite has rolled back by itself.
    }
    throw error;
  }
}
