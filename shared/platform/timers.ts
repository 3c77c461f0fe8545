/** Deadlines. On sockets they share one coarse wheel, so that a deadline per request costs nearly nothing. */
export interface Timers {
  /** Runs `callback` once, `delayMs` from now or up to one tick (20 ms) later, unless cancelled. */
  after(delayMs: number, callback: () => void): Timer;
}

/** A deadline that may be taken back. */
export interface Timer {
  /** Harmless when the callback has run. */
  cancel(): void;
}
