/**
 * A moving average of latencies that follows a rise at once and a fall slowly. What nobody measures any more fades, so
 * that a target once slow is tried again. Times are milliseconds of the monotonic clock.
 */
export class PeakLatency {
  readonly #initialMs: number;
  readonly #decayMs: number;
  #averageMs: number;
  #peakMs: number;
  #notedAt: number | undefined;

  constructor(initialMs: number, decayMs: number) {
    this.#initialMs = initialMs;
    this.#decayMs = decayMs;
    this.#averageMs = initialMs;
    this.#peakMs = initialMs;
  }

  note(now: number, sampleMs: number): void {
    const kept = this.#notedAt === undefined ? 0 : this.#fade(now);
    this.#averageMs = this.#averageMs * kept + sampleMs * (1 - kept);
    this.#peakMs = Math.max(this.#averageMs, sampleMs);
    this.#notedAt = now;
  }

  /** What the next answer is likely to take. */
  estimate(now: number): number {
    if (this.#notedAt === undefined) return this.#initialMs;
    return Math.max(this.#initialMs, this.#peakMs * this.#fade(now));
  }

  #fade(now: number): number {
    return Math.exp((this.#notedAt! - now) / this.#decayMs);
  }
}
