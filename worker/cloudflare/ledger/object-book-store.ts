import type { BookStore, CounterPage, ReservationPage } from '../../../shared/ledger/book-store.ts';
import { SqlClock } from '../../../shared/ledger/sql/sql-clock.ts';
import { SqlPages } from '../../../shared/ledger/sql/sql-pages.ts';
import { makeTables } from '../../../shared/ledger/sql/sql-schema.ts';
import type { Clock } from '../../../shared/platform/platform.ts';
import { type ObjectStorage, objectSql } from './object-sql.ts';
import { SplitPlaces } from './split-places.ts';

/** Far below what the platform gives an object; room for some four million counters. */
const defaultMostBytes = 512 * 1024 * 1024;
/** Questions for room between two looks at the size. */
const questionsBetweenLooks = 64;
/** When one may ask again for room. */
const roomMs = 10_000;

/** The pages of a book in the storage of a Durable Object. */
export class ObjectBookStore implements BookStore {
  /** Of reservations of which this object holds a part. */
  readonly places: SplitPlaces;
  readonly #storage: ObjectStorage;
  readonly #pages: SqlPages;
  readonly #clock: SqlClock;
  readonly #mostBytes: number;
  #questionsUntilLook = 0;
  #isFull = false;

  constructor(storage: ObjectStorage, clock: Clock, mostBytes = defaultMostBytes) {
    const sql = objectSql(storage);
    storage.transactionSync(() => makeTables(sql));
    this.places = new SplitPlaces(sql);
    this.#storage = storage;
    this.#pages = new SqlPages(sql);
    this.#clock = new SqlClock(sql, clock);
    this.#mostBytes = mostBytes;
  }

  now(): number {
    return this.#clock.now();
  }

  transaction<T>(work: () => T): T {
    return this.#storage.transactionSync(work);
  }

  counter(key: string): CounterPage | undefined {
    return this.#pages.counter(key);
  }

  putCounter(key: string, page: CounterPage, idleAt: number): void {
    this.#pages.putCounter(key, page, idleAt);
  }

  /** Only idle counters make room for others. */
  counterRoomMs(): number {
    this.#questionsUntilLook -= 1;
    if (this.#questionsUntilLook <= 0) this.#look();
    return this.#isFull ? roomMs : 0;
  }

  reservation(id: string): ReservationPage | undefined {
    return this.#pages.reservation(id);
  }

  putReservation(id: string, page: ReservationPage): void {
    this.#pages.putReservation(id, page);
  }

  dropReservation(id: string): void {
    this.#pages.dropReservation(id);
    this.places.drop(id);
  }

  expired(now: number, most: number): readonly string[] {
    return this.#pages.expired(now, most);
  }

  /** Drops what is idle of the next `most` counters. Answers whether it has come to the last one. */
  clean(most: number): boolean {
    const isThrough = this.transaction(() => this.#pages.clean(this.now(), most));
    this.#look();
    return isThrough;
  }

  /** Whether there is nothing to keep. */
  get isEmpty(): boolean {
    return this.#pages.isEmpty;
  }

  #look(): void {
    this.#questionsUntilLook = questionsBetweenLooks;
    this.#isFull = this.#storage.sql.databaseSize > this.#mostBytes;
  }
}
