/**
 * How long answers took of late, to within a tenth: counts in buckets that grow by a tenth each, in two halves of which
 * the older is forgotten in turn. The memory is the same however many there are. Times are of the monotonic clock.
 */
export class LatencySketch {
  readonly #halfMs: number;
  #newer = new Uint32Array(buckets);
  #older = new Uint32Array(buckets);
  #newerCount = 0;
  #olderCount = 0;
  /** Number of the newer half since the clock began. */
  #half = Number.NEGATIVE_INFINITY;

  /** Keeps what was noted in the last `spanMs`, and at times half as much. */
  constructor(spanMs: number) {
    this.#halfMs = spanMs / 2;
  }

  note(now: number, tookMs: number): void {
    this.#move(now);
    this.#newer[bucketOf(tookMs)]! += 1;
    this.#newerCount += 1;
  }

  count(now: number): number {
    this.#move(now);
    return this.#newerCount + this.#olderCount;
  }

  /** Milliseconds within which this share of the answers came, `share` from 0 to 1; 0 when there are none. */
  quantile(now: number, share: number): number {
    const wanted = this.count(now) * share;
    let seen = 0;
    for (let at = 0; at < buckets; at += 1) {
      seen += this.#newer[at]! + this.#older[at]!;
      if (seen > 0 && seen >= wanted) return upperOf(at);
    }
    return 0;
  }

  #move(now: number): void {
    const half = Math.floor(now / this.#halfMs);
    if (half <= this.#half) return;
    const freed = this.#older.fill(0);
    this.#older = half === this.#half + 1 ? this.#newer : freed;
    this.#olderCount = half === this.#half + 1 ? this.#newerCount : 0;
    this.#newer = half === this.#half + 1 ? freed : this.#newer.fill(0);
    this.#newerCount = 0;
    this.#half = half;
    // Both halves are stale: one of the two arrays was used for both above.
    if (this.#newer === this.#older) this.#older = new Uint32Array(buckets);
  }
}

const growth = 1.1;
const perStep = 1 / Math.log(growth);
/** From a millisecond to about five minutes. */
const buckets = 133;

function bucketOf(tookMs: number): number {
  if (tookMs <= 1) return 0;
  return Math.min(buckets - 1, Math.ceil(Math.log(tookMs) * perStep));
}

function upperOf(bucket: number): number {
  return growth ** bucket;
}
