import { closeSync, openSync } from 'node:fs';
import { SqlClock } from '../../shared/ledger/sql/sql-clock.ts';
import { SqlPages } from '../../shared/ledger/sql/sql-pages.ts';
import { makeTables } from '../../shared/ledger/sql/sql-schema.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { openDatabase, type SqliteDatabase } from './sqlite-driver.ts';
import { useWriteAheadLog } from './write-ahead-log.ts';

/** How a ledger file is opened. */
export interface SqliteFileOptions {
  readonly path: string;
  /** Longest wait for another process that writes; the process waits with all it does. */
  readonly busyMs: number;
  readonly maxBytes: number;
}

/** A ledger file that is open. */
export interface SqliteFile {
  readonly pages: SqlPages;
  readonly clock: SqlClock;
  /** Runs `work` as one write, alone in all processes. */
  write<T>(work: () => T): T;
  /** Lets the file grow a little beyond its bound, or no more: settlements may need that, and new counters never do. */
  stretch(isWanted: boolean): void;
  close(): void;
}

/** Opens a ledger file, and makes it where there is none. Throws what the runtime's SQLite throws. */
export function openSqliteFile({ path, busyMs, maxBytes }: SqliteFileOptions, clock: Clock): SqliteFile {
  // Made here, so that nobody else of the machine may read who was counted.
  closeSync(openSync(path, 'a', 0o600));
  const database = openDatabase(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    useWriteAheadLog(database);
    // What is committed has been given to the operating system: the death of a process loses nothing. A loss of power may
    // take the last moments, never the file. To wait for the disk at each count would cost a thousand times as much.
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec(`PRAGMA journal_size_limit = ${mostLogBytes}`);
    const mostPages = Math.ceil(maxBytes / pageSizeOf(database));
    const stretch = (isWanted: boolean): void => {
      database.exec(`PRAGMA max_page_count = ${isWanted ? mostPages + sparePages(mostPages) : mostPages}`);
    };
    stretch(false);
    const write = writerOf(database);
    write(() => makeTables(database));
    const pages = new SqlPages(database);
    return { pages, clock: new SqlClock(database, clock), write, stretch, close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The log of writes is cut back to this when it has been worked into the file. */
const mostLogBytes = 4 * 1024 * 1024;

/** More than the numbers of all counters can grow by is not needed, and a 64th is far more than they do at once. */
function sparePages(mostPages: number): number {
  return 4 + Math.ceil(mostPages / 64);
}

function pageSizeOf(database: SqliteDatabase): number {
  return Number(database.prepare('PRAGMA page_size').row()?.['page_size']);
}

function writerOf(database: SqliteDatabase): SqliteFile['write'] {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollBack = database.prepare('ROLLBACK');
  return (work) => {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      try {
        rollBack.run();
      } catch {
        // After some failures SQLite has rolled back by itself, and there is nothing to end.
      }
      throw error;
    }
  };
}
