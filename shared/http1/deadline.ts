import type { Clock } from '../platform/platform.ts';
import type { Timer, Timers } from '../platform/timers.ts';

/**
 * One wait that is set, moved and cleared many times a second. Moving it later costs a clock reading: the timer under
 * it stays, and when it fires too early it is set anew for the rest.
 */
export class Deadline {
  readonly #timers: Timers;
  readonly #clock: Clock;
  readonly #onDue: () => void;
  #dueAt = Number.POSITIVE_INFINITY;
  #timer: Timer | undefined = undefined;
  #firesAt = Number.POSITIVE_INFINITY;

  constructor(timers: Timers, clock: Clock, onDue: () => void) {
    this.#timers = timers;
    this.#clock = clock;
    this.#onDue = onDue;
  }

  get isSet(): boolean {
    return this.#dueAt !== Number.POSITIVE_INFINITY;
  }

  /** Puts the deadline `ms` from now, in place of what was set. */
  set(ms: number): void {
    const now = this.#clock.monotonic();
    this.#dueAt = now + ms;
    if (this.#firesAt > this.#dueAt) this.#arm(now);
  }

  /** Takes the deadline back. */
  clear(): void {
    this.#dueAt = Number.POSITIVE_INFINITY;
  }

  /** Takes the deadline back for good, with the timer under it. */
  dispose(): void {
    this.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#firesAt = Number.POSITIVE_INFINITY;
  }

  #arm(now: number): void {
    this.#timer?.cancel();
    this.#firesAt = this.#dueAt;
    this.#timer = this.#timers.after(this.#dueAt - now, this.#fire);
  }

  #fire = (): void => {
    this.#timer = undefined;
    this.#firesAt = Number.POSITIVE_INFINITY;
    if (!this.isSet) return;
    const now = this.#clock.monotonic();
    if (now < this.#dueAt) {
      this.#arm(now);
      return;
    }
    this.clear();
    this.#onDue();
  };
}
