import type { BookStore, CounterPage, ReservationPage } from '../../shared/ledger/book-store.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import { openSqliteFile, type SqliteFile, type SqliteFileOptions } from './sqlite-file.ts';

/** Written counters after which idle ones are looked for, and how many are looked at then: more than can have come. */
const cleaning = { afterPuts: 16, most: 64 };

/**
 * The pages of a book in an SQLite file that any number of processes of one machine may share. Opened when it is first
 * needed, and again after a failure that may have been of the file, so that it works as soon as the cause is mended.
 * Whatever fails, fails as `Fault('ledger_unavailable')`.
 */
export class SqliteBookStore implements BookStore {
  readonly #options: SqliteFileOptions;
  readonly #clock: Clock;
  #file: SqliteFile | undefined = undefined;
  /** Within a transaction. */
  #isWriting = false;
  #isStretched = false;
  #putsUntilCleaning = cleaning.afterPuts;

  constructor(options: SqliteFileOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  now(): number {
    return this.#with(({ clock }) => clock.now());
  }

  transaction<T>(work: () => T): T {
    if (this.#isWriting) return work();
    return this.#with((file) => {
      this.#isWriting = true;
      try {
        this.#cleanInTime(file);
        return file.write(work);
      } finally {
        this.#isWriting = false;
        if (this.#isStretched) this.#stretch(file, false);
      }
    });
  }

  counter(key: string): CounterPage | undefined {
    return this.#with(({ pages }) => pages.counter(key));
  }

  putCounter(key: string, page: CounterPage, idleAt: number): void {
    this.#putsUntilCleaning -= 1;
    this.#with(({ pages }) => pages.putCounter(key, page, idleAt));
  }

  reservation(id: string): ReservationPage | undefined {
    return this.#with(({ pages }) => pages.reservation(id));
  }

  putReservation(id: string, page: ReservationPage): void {
    this.#with((file) => {
      if (page.isSettled) this.#stretch(file, true);
      file.pages.putReservation(id, page);
    });
  }

  dropReservation(id: string): void {
    this.#with(({ pages }) => pages.dropReservation(id));
  }

  expired(now: number, most: number): readonly string[] {
    return this.#with(({ pages }) => pages.expired(now, most));
  }

  /** Lets go of the file. */
  close(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close();
  }

  #stretch(file: SqliteFile, isWanted: boolean): void {
    this.#isStretched = isWanted;
    file.stretch(isWanted);
  }

  /** A write of its own and before the work: what is full has room then, if anything in it is idle. */
  #cleanInTime({ pages, clock, write }: SqliteFile): void {
    if (this.#putsUntilCleaning > 0) return;
    this.#putsUntilCleaning = cleaning.afterPuts;
    write(() => pages.clean(clock.now(), cleaning.most));
  }

  /** Within a transaction errors pass through as they are: the outermost call knows what they mean for the file. */
  #with<T>(use: (file: SqliteFile) => T): T {
    if (this.#isWriting && this.#file) return use(this.#file);
    try {
      this.#file ??= openSqliteFile(this.#options, this.#clock);
      return use(this.#file);
    } catch (error) {
      const failure = sqliteFailure(error, this.#options.path);
      if (!failure.isPassing) this.#letGo();
      throw failure.error;
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
