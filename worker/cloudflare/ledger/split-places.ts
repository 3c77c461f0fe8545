import type { Sql, SqlStatement } from '../../../shared/ledger/sql/sql.ts';

/**
 * Which of the claims of a reservation are held here, where other shards hold the others: who settles it may know no more
 * than its id, and the amounts of all its claims.
 */
export class SplitPlaces {
  readonly #get: SqlStatement;
  readonly #put: SqlStatement;
  readonly #drop: SqlStatement;

  constructor(sql: Sql) {
    sql.prepare('CREATE TABLE IF NOT EXISTS places (id TEXT PRIMARY KEY, places TEXT NOT NULL) WITHOUT ROWID').run();
    this.#get = sql.prepare('SELECT places FROM places WHERE id = ?');
    this.#put = sql.prepare('INSERT OR REPLACE INTO places VALUES (?, ?)');
    this.#drop = sql.prepare('DELETE FROM places WHERE id = ?');
  }

  put(id: string, places: readonly number[]): void {
    this.#put.run(id, places.join());
  }

  drop(id: string): void {
    this.#drop.run(id);
  }

  /** The amounts of the claims held here, of those of all claims; `NaN` for one that is missing. */
  amountsHere(id: string, amounts: readonly number[]): readonly number[] {
    const places = this.#get.row(id)?.['places'];
    if (typeof places !== 'string') return amounts;
    return places.split(',').map((place) => amounts[Number(place)] ?? Number.NaN);
  }
}
