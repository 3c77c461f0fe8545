import { Fault } from '../../errors/fault.ts';
import type { Sql } from './sql.ts';

/** Raised when the tables change; a ledger of another version is not touched. */
const version = 1;

/** Makes the tables of a ledger where there are none. To be called in a transaction. */
export function makeTables(sql: Sql): void {
  for (const statement of statements) sql.prepare(statement).run();
  const found = sql.prepare('SELECT version FROM ledger WHERE id = 1').row()?.['version'];
  if (found === version) return;
  throw new Fault('ledger_unavailable', { detail: `the ledger has version ${found} of its tables, not ${version}` });
}

/**
 * Counters have no second index: what is idle is found by walking over all of them bit by bit, so that to count costs
 * one page, not two.
 */
const statements = [
  'CREATE TABLE IF NOT EXISTS ledger (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, now INTEGER NOT NULL)',
  `INSERT OR IGNORE INTO ledger VALUES (1, ${version}, 0)`,
  `CREATE TABLE IF NOT EXISTS counters (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    numbers TEXT NOT NULL,
    idle_at INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS reservations (
    id TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    at_expiry TEXT NOT NULL,
    is_settled INTEGER NOT NULL,
    entries TEXT NOT NULL
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS reservations_by_expiry ON reservations (expires_at)',
];
