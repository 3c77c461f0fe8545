import type { Clock } from '../platform/platform.ts';
import { SlidingCounts } from './sliding-counts.ts';

/** How many retries an upstream may be burdened with. */
export interface RetryBudgetOptions {
  /** Retries as a share of the requests of the window. */
  readonly percent: number;
  /** Retries allowed in a window however few the requests. */
  readonly min: number;
}

/** Keeps retries from multiplying the load of an upstream in trouble: a share of the requests of the last ten seconds. */
export class RetryBudget {
  readonly #options: RetryBudgetOptions;
  readonly #clock: Clock;
  readonly #counts = new SlidingCounts(windowMs);

  constructor(options: RetryBudgetOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Counts a request that came at `now`. Once per request, before its first try. */
  noteRequest(now = this.#clock.monotonic()): void {
    this.#counts.add(now, 1, 0);
  }

  /** Counts a retry. */
  noteRetry(): void {
    this.#counts.add(this.#clock.monotonic(), 0, 1);
  }

  /** Whether one more retry is within the budget. */
  hasRoom(): boolean {
    const now = this.#clock.monotonic();
    const allowed = Math.max(this.#options.min, (this.#counts.all(now) * this.#options.percent) / 100);
    return this.#counts.marked(now) + 1 <= allowed;
  }
}

const windowMs = 10_000;
