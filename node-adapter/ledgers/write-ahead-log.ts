import type { SqliteDatabase } from './sqlite-driver.ts';

/** Who opens a new file with others finds somebody else at it once or twice, and the log in place after that. */
const mostTries = 10;

/**
 * Has a file written by a write-ahead log. SQLite fails at once, whatever `busy_timeout` says, where another process is
 * writing to a file that has none yet, as happens when several open a new file together; so that one is waited for.
 */
export function useWriteAheadLog(database: SqliteDatabase): void {
  for (let tries = 1; ; tries += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (tries === mostTries || !(error instanceof Error && /locked|busy/i.test(error.message))) throw error;
    }
    // This does wait, as long as `busy_timeout` allows, and then throws what the caller is to hear.
    database.exec('BEGIN IMMEDIATE');
    database.exec('COMMIT');
  }
}
