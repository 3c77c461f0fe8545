import type { Clock } from '../../platform/platform.ts';
import { timeOf } from './memcached-replies.ts';

/** How long a reading of Memcached's clock is trusted before the next one. */
const freshMs = 30_000;
/** How late Memcached may be to notice that a second is over: a busy machine delays the timer that it counts them by. */
const lateMs = 500;

/**
 * The time of a Memcached, which tells it in whole seconds: that of the instance's own clock where the two agree, else the
 * nearest that Memcached's allows. So instances with clocks set right count to the millisecond, and however far another
 * one's clock is off, it is less than two seconds and the way to Memcached. Where it does not tell the time (a proxy may
 * stand before it), the instance's own clock is used as it is.
 */
export class MemcachedTime {
  readonly #clock: Clock;
  readonly #stats: () => Promise<string>;
  #ahead: number | undefined = undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined = undefined;

  constructor(clock: Clock, stats: () => Promise<string>) {
    this.#clock = clock;
    this.#stats = stats;
  }

  /** Whole milliseconds since the epoch. Waits for Memcached only before the first answer. */
  now(): number | Promise<number> {
    if (this.#clock.monotonic() - this.#readAt < freshMs) return this.#told();
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    if (this.#ahead === undefined) return this.#reading.then(() => this.#told());
    this.#reading.catch(ignore);
    return this.#told();
  }

  #told(): number {
    return Math.floor(this.#clock.monotonic() + (this.#ahead ?? 0));
  }

  /** The second has begun by the time the answer is here, and has hardly ended when the question leaves. */
  async #read(): Promise<void> {
    const asked = this.#clock.monotonic();
    const time = timeOf(await this.#stats());
    const answered = this.#clock.monotonic();
    this.#readAt = answered;
    const own = this.#clock.now() - answered;
    const [least, most] = time === undefined ? [own, own] : [time - answered, time + 999 + lateMs - asked];
    this.#ahead = Math.min(most, Math.max(least, own));
  }
}

function ignore(): void {}
