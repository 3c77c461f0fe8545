import type { Timer, Timers } from './timers.ts';

/**
 * One deadline that is moved often and hardly ever met, like "30 s without a read". Moving it later, or lifting it, costs
 * two writes: the timer behind it stays as it is and looks again when it runs.
 */
export class Deadline {
  readonly #timers: Timers;
  readonly #monotonic: () => number;
  readonly #onDue: () => void;
  readonly #onTimer = (): void => this.#look();
  #timer: Timer | undefined = undefined;
  #timerAt = 0;
  #at = Number.POSITIVE_INFINITY;

  constructor(timers: Timers, monotonic: () => number, onDue: () => void) {
    this.#timers = timers;
    this.#monotonic = monotonic;
    this.#onDue = onDue;
  }

  /** Whether there is something to wait for. */
  get isSet(): boolean {
    return this.#at !== Number.POSITIVE_INFINITY;
  }

  /** Puts the deadline `delayMs` from now in place of the one there was. */
  set(delayMs: number): void {
    this.#at = this.#monotonic() + delayMs;
    if (this.#timer !== undefined && this.#timerAt <= this.#at) return;
    this.#timer?.cancel();
    this.#arm(delayMs);
  }

  /** Lifts the deadline for now; the timer stays for the next one. */
  clear(): void {
    this.#at = Number.POSITIVE_INFINITY;
  }

  /** Lifts the deadline and lets go of the timer. To be called at the end of the owner's life. */
  dispose(): void {
    this.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    this.#timerAt = this.#at;
    this.#timer = this.#timers.after(delayMs, this.#onTimer);
  }

  #look(): void {
    this.#timer = undefined;
    if (!this.isSet) return;
    const left = this.#at - this.#monotonic();
    if (left > 0) {
      this.#arm(left);
      return;
    }
    this.clear();
    this.#onDue();
  }
}
