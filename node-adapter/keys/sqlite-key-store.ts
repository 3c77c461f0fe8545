import { chmodSync, closeSync, openSync } from 'node:fs';
import { Fault } from '../../shared/errors/fault.ts';
import type { KeyRecord } from '../../shared/keys/key-record.ts';
import type { KeyPage, KeyStore, PutOutcome } from '../../shared/keys/key-store.ts';
import { makeKeyTables, SqlKeys } from '../../shared/keys/sql-keys.ts';
import { inTransaction } from '../ledgers/in-transaction.ts';
import { openDatabase, type SqliteDatabase } from '../ledgers/sqlite-driver.ts';
import { useWriteAheadLog } from '../ledgers/write-ahead-log.ts';

/** Longest wait for another process that writes; the process waits with all it does. Reading waits for nobody. */
const busyMs = 1_000;

/**
 * Keys in an SQLite file that any number of processes of one machine may share, the command line among them. Opened
 * when it is first needed, and again after a failure, so that it works as soon as the cause is mended.
 */
export class SqliteKeyStore implements KeyStore {
  readonly name: string;
  readonly #path: string;
  #open: OpenKeys | undefined;

  constructor(path: string) {
    this.name = `sqlite ${path}`;
    this.#path = path;
  }

  find(hash: string): KeyRecord | undefined {
    return this.#with(({ keys }) => keys.find(hash));
  }

  get(id: string): KeyRecord | undefined {
    return this.#with(({ keys }) => keys.get(id));
  }

  list(page: KeyPage): readonly KeyRecord[] {
    return this.#with(({ keys }) => keys.list(page));
  }

  put(record: KeyRecord): PutOutcome {
    return this.#with(({ database, keys }) => inTransaction(database, () => keys.put(record)));
  }

  drop(id: string): void {
    this.#with(({ database, keys }) => inTransaction(database, () => keys.drop(id)));
  }

  close(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.database.close();
  }

  #with<T>(use: (open: OpenKeys) => T): T {
    try {
      this.#open ??= opened(this.#path);
      return use(this.#open);
    } catch (error) {
      this.#letGo();
      const reason = error instanceof Error ? error.message : String(error);
      throw new Fault('keys_unavailable', { detail: `the keys in ${this.#path}: ${reason}`, cause: error });
    }
  }

  #letGo(): void {
    try {
      this.close();
    } catch {
      // What is broken may not even close; it is not used again.
    }
  }
}

interface OpenKeys {
  readonly database: SqliteDatabase;
  readonly keys: SqlKeys;
}

function opened(path: string): OpenKeys {
  // Made here, so that nobody else of the machine may read whose keys there are.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = openDatabase(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    useWriteAheadLog(database);
    // A key that was revoked stays revoked, whatever happens to the power.
    database.exec('PRAGMA synchronous = FULL');
    inTransaction(database, () => makeKeyTables(database));
    return { database, keys: new SqlKeys(database) };
  } catch (error) {
    database.close();
    throw error;
  }
}
