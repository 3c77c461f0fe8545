import { closeSync, openSync } from 'node:fs';
import { inTransaction } from '../ledgers/in-transaction.ts';
import { openDatabase, type SqliteDatabase, type SqliteStatement } from '../ledgers/sqlite-driver.ts';
import { filesOf } from './files-of.ts';
import { IndexPurges } from './index-purges.ts';
import { makeIndexTables } from './index-tables.ts';

/** An entry as the index holds it. */
export interface IndexEntry {
  /** What stands for the key. */
  readonly key: string;
  readonly kind: 'response' | 'marker';
  /** Tells responses under one key apart; empty for a marker. */
  readonly id: string;
  /** The head, or the marker, as JSON. */
  readonly head: string;
  readonly url: string;
  readonly tags: readonly string[];
  /** A small body; a large one is in `file`. */
  readonly body: Uint8Array;
  readonly file: string | undefined;
  readonly length: number;
  /** What it counts for. */
  readonly bytes: number;
}

/** An entry that was found. */
export interface FoundEntry extends Pick<IndexEntry, 'kind' | 'head' | 'body' | 'file' | 'length'> {
  readonly isOutdated: boolean;
  /** When it was last told to be in use. */
  usedAt: number;
}

/**
 * The index of a cache on disk: an SQLite file that any number of processes share. It is the truth: what it does not name
 * is not there. What changes it answers the names of the files that nobody needs any more.
 */
export class DiskIndex {
  readonly purges: IndexPurges;
  readonly #database: SqliteDatabase;
  readonly #find: SqliteStatement;
  readonly #drop: SqliteStatement;
  readonly #keep: SqliteStatement;
  readonly #tag: SqliteStatement;
  readonly #use: SqliteStatement;
  readonly #totals: SqliteStatement;
  readonly #oldest: SqliteStatement;

  constructor(path: string, now: number) {
    // Made here, so that nobody else of the machine may read what was answered.
    closeSync(openSync(path, 'a', 0o600));
    const database = openDatabase(path);
    this.#database = database;
    try {
      makeIndexTables(database, now);
      this.purges = new IndexPurges(database);
      this.#find = database.prepare('SELECT kind, head, body, file, length, outdated, used FROM entries WHERE key = ?');
      this.#drop = database.prepare('DELETE FROM entries WHERE key = ? RETURNING file');
      this.#keep = database.prepare(
        `INSERT INTO entries (key, kind, id, head, url, body, file, length, bytes, outdated, used)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?) RETURNING no`,
      );
      this.#tag = database.prepare('INSERT OR IGNORE INTO tags (tag, entry) VALUES (?, ?)');
      this.#use = database.prepare('UPDATE entries SET used = ? WHERE key = ?');
      this.#totals = database.prepare('SELECT entries, bytes, evictions FROM totals');
      this.#oldest = database.prepare(
        'DELETE FROM entries WHERE no IN (SELECT no FROM entries ORDER BY used LIMIT 16) RETURNING file',
      );
    } catch (error) {
      database.close();
      throw error;
    }
  }

  find(key: string): FoundEntry | undefined {
    const row = this.#find.row(key);
    if (!row) return undefined;
    return {
      kind: row['kind'] as FoundEntry['kind'],
      head: String(row['head']),
      body: (row['body'] as Uint8Array | null) ?? nothing,
      file: (row['file'] as string | null) || undefined,
      length: Number(row['length']),
      isOutdated: row['outdated'] === 1,
      usedAt: Number(row['used']),
    };
  }

  /** Puts an entry in the place of what stood under its key; `undefined` when a purge meant it after that number. */
  keep(entry: IndexEntry, now: number, since: number | undefined): readonly string[] | undefined {
    const { key, kind, id, head, url, tags, body, file = '', length, bytes } = entry;
    return inTransaction(this.#database, () => {
      if (since !== undefined && this.purges.haveMeant(entry, since)) return undefined;
      const dropped = filesOf(this.#drop.rows(key));
      const row = this.#keep.row(key, kind, id, head, url, body, file, length, bytes, now);
      for (const tag of tags) this.#tag.run(tag, Number(row?.['no']));
      return dropped;
    });
  }

  /** Puts another head in the place of that of one entry, and makes it good again. */
  renew(key: string, id: string, head: string, tags: readonly string[]): void {
    inTransaction(this.#database, () => {
      const row = this.#database
        .prepare('UPDATE entries SET head = ?, outdated = 0 WHERE key = ? AND id = ? RETURNING no')
        .row(head, key, id);
      if (!row) return;
      const no = Number(row['no']);
      this.#database.prepare('DELETE FROM tags WHERE entry = ?').run(no);
      for (const tag of tags) this.#tag.run(tag, no);
    });
  }

  drop(key: string): readonly string[] {
    return filesOf(this.#drop.rows(key));
  }

  /** Tells which entries are in use. */
  use(keys: Iterable<string>, now: number): void {
    inTransaction(this.#database, () => {
      for (const key of keys) this.#use.run(now, key);
    });
  }

  /** Drops what was not used for longest, until no more is there than this. */
  shrink(goalBytes: number): readonly string[] {
    return inTransaction(this.#database, () => {
      const files: string[] = [];
      const before = this.totals().entries;
      while (this.totals().bytes > goalBytes) {
        const rows = this.#oldest.rows();
        if (rows.length === 0) break;
        files.push(...filesOf(rows));
      }
      const count = before - this.totals().entries;
      this.#database.prepare('UPDATE totals SET evictions = evictions + ?').run(count);
      return files;
    });
  }

  totals(): { readonly entries: number; readonly bytes: number; readonly evictions: number } {
    const row = this.#totals.row();
    return {
      entries: Number(row?.['entries']),
      bytes: Number(row?.['bytes']),
      evictions: Number(row?.['evictions']),
    };
  }

  /** Whether an entry has its body in that file. */
  names(file: string): boolean {
    return this.#database.prepare('SELECT 1 FROM entries WHERE file = ?').row(file) !== undefined;
  }

  close(): void {
    this.#database.close();
  }
}

const nothing = new Uint8Array(0);
