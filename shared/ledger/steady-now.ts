import type { Clock } from '../platform/platform.ts';

/**
 * The time of a store within one process: that of the wall clock, except that it never goes back. A clock that is set back
 * gives nothing back: until it has caught up, time goes on at half its pace, by the monotonic clock. So a clock that
 * was set a day ahead and back again slows limits down for two days at most, and never stops them.
 */
export class SteadyNow {
  readonly #clock: Clock;
  #last: number;
  /** The monotonic time up to which `#last` was moved on; `undefined` while the wall clock leads. */
  #countedTo: number | undefined = undefined;

  /** `last`: the time the store knew last, when it outlives the process. */
  constructor(clock: Clock, last = 0) {
    this.#clock = clock;
    this.#last = last;
  }

  /** Whole milliseconds since the epoch. */
  now(): number {
    const wall = Math.floor(this.#clock.now());
    if (wall < this.#last) return this.#goOn();
    this.#last = wall;
    this.#countedTo = undefined;
    return wall;
  }

  #goOn(): number {
    const monotonic = this.#clock.monotonic();
    this.#countedTo ??= monotonic;
    const more = Math.floor((monotonic - this.#countedTo) / 2);
    this.#countedTo += more * 2;
    this.#last += more;
    return this.#last;
  }
}
