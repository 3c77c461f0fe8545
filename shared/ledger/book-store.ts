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
  /**
   * `idleAt`: from this time on the counter says no less than one that was never used, and may be dropped. A new one comes
   * only after `counterRoomMs` has said that there is room.
   */
  putCounter(key: string, page: CounterPage, idleAt: number): void;
  /**
   * 0 when that many more counters can be kept, else in how many milliseconds that may be asked again. Only of stores
   * that are bounded and drop idle counters alone: nothing is forgotten to make room.
   */
  counterRoomMs?(more: number, now: number): number;
  /** The page is of use until another is put under this id. */
  reservation(id: string): ReservationPage | undefined;
  /** Throws `Fault('ledger_unavailable')` when no more can be held; called before anything else of a reservation is written. */
  putReservation(id: string, page: ReservationPage): void;
  dropReservation(id: string): void;
  /** Ids of reservations whose `expiresAt` is not after `now`, oldest first, at most `most`. */
  expired(now: number, most: number): readonly string[];
}

/**
 * A counter as it is kept: its kind of rule, and the numbers its algorithm keeps. The book changes the numbers in place
 * and puts the page it was given; numbers that were only brought up to date, and not put, may be kept or not.
 */
export interface CounterPage {
  readonly kind: string;
  readonly numbers: number[];
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
