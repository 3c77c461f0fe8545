import type { Clock } from '../platform/platform.ts';

/** When a breaker opens, and for how long. */
export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long nothing is asked before one probe is let through. */
  readonly openMs: number;
}

/**
 * Keeps calls from what does not answer. Closed it admits all; open it admits none for a while, then one probe whose end
 * decides. Whoever was admitted reports `succeeded` or `failed`, once.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #failures = 0;
  #openUntil = 0;
  #isProbing = false;

  constructor(options: BreakerOptions, clock: Pick<Clock, 'monotonic'>) {
    this.#options = options;
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#failures >= this.#options.failures;
  }

  /** Whether to ask now. */
  admits(): boolean {
    if (!this.isOpen) return true;
    if (this.#isProbing || this.#clock.monotonic() < this.#openUntil) return false;
    this.#isProbing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isProbing = false;
  }

  /** Calls that were under way when it opened fail late, and change nothing: the wait begins with the first. */
  failed(): void {
    if (this.isOpen && !this.#isProbing) return;
    this.#failures = Math.min(this.#failures + 1, this.#options.failures);
    this.#isProbing = false;
    if (this.isOpen) this.#openUntil = this.#clock.monotonic() + this.#options.openMs;
  }
}
