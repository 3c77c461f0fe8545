/**
 * Where a `Book` keeps its pages: synchronous, because it runs inside one process, one SQLite transaction or one Durable
 * Object. The book is told nothing of where that is.
 */
export interface BookStore {
  /** Milliseconds since the epoch; never goes back, whatever the clock of the machine does. */
  now(): number;
  /** Runs `work` so that all of its writes are kept or none, and no other caller writes in between. */
  transaction<T>(work: () => T): T;
  counter(key: string): CounterPage | undefined;
  /** `idleAt`: from this time on the counter says the same as one that was never used, and may be dropped. */
  putCounter(key: string, page: CounterPage, idleAt: number): void;
  reservation(id: string): ReservationPage | undefined;
  putReservation(id: string, page: ReservationPage): void;
  dropReservation(id: string): void;
  /** Ids of reservations whose `expiresAt` is not after `now`, oldest first, at most `most`. */
  expired(now: number, most: number): readonly string[];
}

/** A counter as it is kept: its kind of rule, and the numbers its algorithm keeps. */
export interface CounterPage {
  readonly kind: string;
  readonly numbers: readonly number[];
}

/** A reservation as it is kept. */
export interface ReservationPage {
  readonly expiresAt: number;
  readonly atExpiry: 'spend' | 'release';
  /** Remembered only so that it is not taken or settled twice. */
  readonly isSettled: boolean;
  readonly entries: readonly ReservedEntry[];
}

/** What a reservation holds of one counter. */
export interface ReservedEntry {
  readonly key: string;
  readonly kind: string;
  readonly amount: number;
  /** Where in time it was taken, as the algorithm marks it: the window, tenth or period. */
  readonly mark: number;
}
