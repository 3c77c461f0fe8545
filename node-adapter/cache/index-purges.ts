import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { Purge } from '../../shared/cache/cache-store.ts';
import { isMeant } from '../../shared/cache/is-meant.ts';
import type { LoggedPurge } from '../../shared/cache/purge-log.ts';
import { inTransaction } from '../ledgers/in-transaction.ts';
import type { SqliteDatabase, SqliteStatement } from '../ledgers/sqlite-driver.ts';
import { filesOf } from './files-of.ts';

/** Purges that are remembered. Who has not looked for longer than that takes it that all was purged. */
const mostPurges = 1_000;
/** Entries of a purge that are dealt with in one go. */
const mostAtOnce = 500;

/** The purges of an index, by their number: how one process learns what another was told to drop. */
export class IndexPurges {
  readonly #database: SqliteDatabase;
  readonly #note: SqliteStatement;
  readonly #forget: SqliteStatement;
  readonly #last: SqliteStatement;
  readonly #from: SqliteStatement;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    // Numbers are times as well: those of an index that is made anew are none of the one before.
    this.#note = database.prepare(
      'INSERT INTO purges (no, said) SELECT max(coalesce(max(no), 0) + 1, ?), ? FROM purges RETURNING no',
    );
    this.#forget = database.prepare(
      `DELETE FROM purges WHERE no < (SELECT no FROM purges ORDER BY no DESC LIMIT 1 OFFSET ${mostPurges})`,
    );
    this.#last = database.prepare('SELECT max(no) AS no FROM purges');
    this.#from = database.prepare('SELECT no, said FROM purges WHERE no >= ? ORDER BY no');
  }

  /** Begins a purge: writes it down and deals with its first part, both or none. It means nothing that comes later. */
  begin(what: Purge, how: PurgeHow, now: number): PurgedPart & { readonly upTo: number } {
    return inTransaction(this.#database, () => {
      this.#write(what, how, now);
      const upTo = Number(this.#database.prepare('SELECT max(no) AS no FROM entries').row()?.['no'] ?? 0);
      return { ...this.goOn(what, how, upTo), upTo };
    });
  }

  /** Deals with the next part, so that no large purge holds up requests. */
  goOn(what: Purge, how: PurgeHow, upTo: number): PurgedPart {
    const { condition, values } = conditionOf(what);
    const some = `SELECT no FROM entries WHERE no <= ? AND ${condition}`;
    const query =
      how === 'delete'
        ? `DELETE FROM entries WHERE no IN (${some} LIMIT ${mostAtOnce}) RETURNING kind, file`
        : `UPDATE entries SET outdated = 1 WHERE no IN
             (${some} AND outdated = 0 AND kind = 'response' LIMIT ${mostAtOnce}) RETURNING kind, '' AS file`;
    const rows = this.#database.prepare(query).rows(upTo, ...values);
    const responses = rows.filter((row) => row['kind'] === 'response').length;
    return { isAll: rows.length < mostAtOnce, responses, files: filesOf(rows) };
  }

  /**
   * Ends it, and answers its number. One in several parts is written down once more: whoever learned of it before the last
   * part may have found what was not dealt with yet.
   */
  end(what: Purge, how: PurgeHow, now: number, { isInParts }: { readonly isInParts: boolean }): number {
    if (isInParts) inTransaction(this.#database, () => this.#write(what, how, now));
    return this.last();
  }

  #write(what: Purge, how: PurgeHow, now: number): void {
    this.#note.row(Math.floor(now), JSON.stringify({ what, how }));
    this.#forget.run();
  }

  last(): number {
    return Number(this.#last.row()?.['no'] ?? 0);
  }

  /** Those after one that is known, the oldest first; `undefined` when that one is no longer known itself. */
  after(number: number): readonly LoggedPurge[] | undefined {
    const [known, ...later] = this.#from.rows(number);
    if (known?.['no'] !== number) return undefined;
    return later.map((row) => ({
      number: Number(row['no']),
      ...(JSON.parse(String(row['said'])) as Omit<LoggedPurge, 'number'>),
    }));
  }

  /** Whether one after that number means such an entry. */
  haveMeant(entry: { readonly url: string; readonly tags: readonly string[] }, since: number): boolean {
    const purges = this.after(since);
    return purges === undefined || purges.some(({ what }) => isMeant(entry, what));
  }
}

/** What became of a part of a purge. */
export interface PurgedPart {
  /** Nothing is left of what was meant. */
  readonly isAll: boolean;
  readonly responses: number;
  readonly files: readonly string[];
}

function conditionOf(what: Purge): { readonly condition: string; readonly values: readonly string[] } {
  switch (what.by) {
    case 'url':
      return { condition: 'url = ?', values: [what.url] };
    case 'prefix':
      // No address goes on with the last character there is.
      return { condition: 'url >= ? AND url < ?', values: [what.prefix, `${what.prefix}\u{10ffff}`] };
    case 'tag':
      return { condition: 'no IN (SELECT entry FROM tags WHERE tag = ?)', values: [what.tag] };
    case 'all':
      return { condition: 'true', values: [] };
  }
}
