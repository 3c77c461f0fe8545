import type { Sql, SqlRow, SqlStatement } from '../ledger/sql/sql.ts';
import type { KeyRecord } from './key-record.ts';
import { type KeyPage, mostKeys, type PutOutcome } from './key-store.ts';

/** Makes the tables of keys where there are none. To be called in a transaction. */
export function makeKeyTables(sql: Sql): void {
  for (const statement of tables) sql.prepare(statement).run();
}

const tables = [
  'CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS key_secrets (hash TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID',
  'CREATE INDEX IF NOT EXISTS key_secrets_by_id ON key_secrets (id)',
];

/** The keys in the tables of any SQLite. Writes are to be called in a transaction each. */
export class SqlKeys {
  readonly #find: SqlStatement;
  readonly #get: SqlStatement;
  readonly #list: SqlStatement;
  readonly #count: SqlStatement;
  readonly #put: SqlStatement;
  readonly #putSecret: SqlStatement;
  readonly #drop: SqlStatement;
  readonly #dropSecrets: SqlStatement;

  constructor(sql: Sql) {
    this.#find = sql.prepare(
      'SELECT record FROM key_secrets JOIN keys ON keys.id = key_secrets.id WHERE key_secrets.hash = ?',
    );
    this.#get = sql.prepare('SELECT record, version FROM keys WHERE id = ?');
    this.#list = sql.prepare('SELECT record FROM keys WHERE id > ? ORDER BY id LIMIT ?');
    this.#count = sql.prepare('SELECT count(*) AS count FROM keys');
    this.#put = sql.prepare('INSERT OR REPLACE INTO keys VALUES (?, ?, ?)');
    this.#putSecret = sql.prepare('INSERT INTO key_secrets VALUES (?, ?)');
    this.#drop = sql.prepare('DELETE FROM keys WHERE id = ?');
    this.#dropSecrets = sql.prepare('DELETE FROM key_secrets WHERE id = ?');
  }

  find(hash: string): KeyRecord | undefined {
    return recordIn(this.#find.row(hash));
  }

  get(id: string): KeyRecord | undefined {
    return recordIn(this.#get.row(id));
  }

  list({ after = '', limit }: KeyPage): readonly KeyRecord[] {
    return this.#list.rows(after, limit).map((row) => recordIn(row)!);
  }

  put(record: KeyRecord): PutOutcome {
    const { id, version, secrets } = record;
    const before = Number(this.#get.row(id)?.['version'] ?? 0);
    if (before !== version - 1) return 'changed';
    if (before === 0 && Number(this.#count.row()?.['count']) >= mostKeys) return 'full';
    this.#put.run(id, version, JSON.stringify(record));
    this.#dropSecrets.run(id);
    for (const { hash } of secrets) this.#putSecret.run(hash, id);
    return 'kept';
  }

  drop(id: string): void {
    this.#dropSecrets.run(id);
    this.#drop.run(id);
  }
}

/** Nobody else writes these tables. */
function recordIn(row: SqlRow | undefined): KeyRecord | undefined {
  return row && (JSON.parse(String(row['record'])) as KeyRecord);
}
