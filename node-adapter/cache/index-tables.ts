import type { SqliteDatabase } from '../ledgers/sqlite-driver.ts';
import { useWriteAheadLog } from '../ledgers/write-ahead-log.ts';

/** Longest wait for another process that writes; this one waits with all it does. */
const busyMs = 50;

/** The form of the tables, and those it can be made from by adding what is missing. Files of another are not read. */
const form = 2;
const earlier: readonly number[] = [0, 1];

/** Makes the tables of an index where they are missing. Throws for a file that is none. */
export function makeIndexTables(database: SqliteDatabase, now: number): void {
  database.exec(`PRAGMA busy_timeout = ${busyMs}`);
  useWriteAheadLog(database);
  // The death of a process loses nothing. A loss of power may take the last moments, never the file.
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec('PRAGMA journal_size_limit = 16777216');
  const found = Number(database.prepare('PRAGMA user_version').row()?.['user_version']);
  if (found === form) return;
  if (!earlier.includes(found)) throw new Error(`not a database of this form (${found})`);
  const firstPurge = `INSERT INTO purges SELECT ${Math.floor(now)}, '' WHERE NOT EXISTS (SELECT 1 FROM purges);`;
  database.exec(`BEGIN IMMEDIATE; ${tables} ${firstPurge} PRAGMA user_version = ${form}; COMMIT`);
}

const tables = `
CREATE TABLE IF NOT EXISTS entries (
  no INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, id TEXT NOT NULL,
  head TEXT NOT NULL, url TEXT NOT NULL, file TEXT NOT NULL, length INTEGER NOT NULL, bytes INTEGER NOT NULL,
  outdated INTEGER NOT NULL, used INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS entries_by_url ON entries (url);
CREATE INDEX IF NOT EXISTS entries_by_use ON entries (used);
CREATE INDEX IF NOT EXISTS entries_by_file ON entries (file) WHERE file <> '';
CREATE TABLE IF NOT EXISTS tags (tag TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (tag, entry)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_by_entry ON tags (entry);
CREATE TABLE IF NOT EXISTS totals (entries INTEGER NOT NULL, bytes INTEGER NOT NULL, evictions INTEGER NOT NULL);
INSERT INTO totals SELECT 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM totals);
CREATE TABLE IF NOT EXISTS purges (no INTEGER PRIMARY KEY, said TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS entry_came AFTER INSERT ON entries BEGIN
  UPDATE totals SET entries = entries + 1, bytes = bytes + new.bytes; END;
CREATE TRIGGER IF NOT EXISTS entry_went AFTER DELETE ON entries BEGIN
  UPDATE totals SET entries = entries - 1, bytes = bytes - old.bytes;
  DELETE FROM tags WHERE entry = old.no; END;
`;
