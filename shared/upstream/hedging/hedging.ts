import type { Clock } from '../../platform/platform.ts';
import { RetryBudget, type RetryBudgetOptions } from '../retry-budget.ts';
import { LatencySketch } from './latency-sketch.ts';

/** When a second try is begun beside the first. */
export interface HedgingOptions {
  /** A fixed wait, or the wait within which this share of the answers comes, from 0 to 1. */
  readonly after: { readonly ms: number } | { readonly share: number };
  readonly budget: RetryBudgetOptions;
  /** Further tries beside the first, at most. */
  readonly max: number;
}

/** What hedging knows of an upstream: how long its answers take, and how many second tries there were of late. */
export class Hedging {
  readonly max: number;
  readonly #after: HedgingOptions['after'];
  readonly #budget: RetryBudget;
  readonly #sketch = new LatencySketch(spanMs);
  readonly #clock: Clock;
  #known: number | undefined;
  #knownUntil = Number.NEGATIVE_INFINITY;

  constructor({ after, budget, max }: HedgingOptions, clock: Clock) {
    this.max = max;
    this.#after = after;
    this.#budget = new RetryBudget(budget, clock);
    this.#clock = clock;
  }

  /** Counts a request. Once per request. */
  noteRequest(): void {
    this.#budget.noteRequest();
  }

  /** Learns how long an answer took, or at least took. */
  noteLatency(tookMs: number): void {
    this.#sketch.note(this.#clock.monotonic(), tookMs);
  }

  /** How long to wait before the next try; `undefined` while too few answers have been seen to tell. */
  delayMs(): number | undefined {
    if ('ms' in this.#after) return this.#after.ms;
    const now = this.#clock.monotonic();
    if (now < this.#knownUntil) return this.#known;
    this.#known = this.#sketch.count(now) < minAnswers ? undefined : this.#sketch.quantile(now, this.#after.share);
    this.#knownUntil = now + freshMs;
    return this.#known;
  }

  /** Whether one more try is within the budget. */
  hasRoom(): boolean {
    return this.#budget.hasRoom();
  }

  /** Counts a try beside another. */
  noteHedge(): void {
    this.#budget.noteRetry();
  }
}

/** Answers of the last minute count. */
const spanMs = 60_000;
/** Below this many, a percentile says nothing. */
const minAnswers = 20;
/** How long a percentile is used before it is worked out again. */
const freshMs = 250;
