/** Bounds of a limit that adapts. */
export interface GradientBounds {
  readonly least: number;
  readonly most: number;
  /** How many times slower than usual answers may be before the limit falls. */
  readonly tolerance: number;
}

/** How much each answer moves what is usual, and the limit. */
const usualShare = 1 / 100;
const limitShare = 1 / 5;
/** Where a limit begins that nothing is known of. */
const firstLimit = 20;
/** What a failure leaves of the limit. */
const afterFailure = 0.9;

/**
 * A limit on concurrency that follows latency: while answers come as fast as usual it grows by the root of itself, when
 * they get slower it falls in proportion. It only moves while it is made use of, since an idle limit teaches nothing.
 */
export class GradientLimit {
  readonly #bounds: GradientBounds;
  #usualMs = 0;
  #limit: number;

  constructor(bounds: GradientBounds) {
    this.#bounds = bounds;
    this.#limit = Math.min(bounds.most, Math.max(bounds.least, firstLimit));
  }

  /** Requests under way at once, at present. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** An answer began after `tookMs`, with so many requests under way. */
  answered(tookMs: number, underWay: number): void {
    this.#usualMs = this.#usualMs === 0 ? tookMs : this.#usualMs + (tookMs - this.#usualMs) * usualShare;
    if (underWay * 2 < this.#limit) return;
    const gradient = Math.max(0.5, Math.min(1, (this.#bounds.tolerance * this.#usualMs) / Math.max(tookMs, 0.01)));
    const aim = this.#limit * gradient + Math.sqrt(this.#limit);
    this.#moveTo(this.#limit + (aim - this.#limit) * limitShare);
  }

  /** The upstream failed, or did not answer in time. */
  failed(): void {
    this.#moveTo(this.#limit * afterFailure);
  }

  #moveTo(limit: number): void {
    const { least, most } = this.#bounds;
    this.#limit = Math.min(most, Math.max(least, limit));
  }
}
