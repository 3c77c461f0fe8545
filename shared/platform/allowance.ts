import type { Clock } from './platform.ts';

/** How often something may happen: so many times at once, and again as time goes by. */
export interface AllowanceOptions {
  readonly most: number;
  /** How many of them come back in a second. */
  readonly perSecond: number;
}

/** Counts how often something happens, and says when it is too often. */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #left: number;
  #at: number;

  constructor(options: AllowanceOptions, clock: Pick<Clock, 'monotonic'>) {
    this.#options = options;
    this.#clock = clock;
    this.#left = options.most;
    this.#at = clock.monotonic();
  }

  /** Whether it may happen once more now. */
  take(): boolean {
    const now = this.#clock.monotonic();
    const { most, perSecond } = this.#options;
    this.#left = Math.min(most, this.#left + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
