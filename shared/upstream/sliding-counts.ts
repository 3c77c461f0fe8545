/**
 * Counts events of the last while, and how many of them were marked, in ten buckets: the window moves on in steps of a
 * tenth, and the memory is the same however many events there are. Times are those of the monotonic clock.
 */
export class SlidingCounts {
  readonly spanMs: number;
  readonly #all = new Uint32Array(buckets);
  readonly #marked = new Uint32Array(buckets);
  #allSum = 0;
  #markedSum = 0;
  /** Number of the newest bucket since the clock began. */
  #newest = Number.NEGATIVE_INFINITY;

  constructor(spanMs: number) {
    this.spanMs = spanMs;
  }

  add(now: number, all: number, marked: number): void {
    this.#move(now);
    const at = this.#newest % buckets;
    this.#all[at]! += all;
    this.#marked[at]! += marked;
    this.#allSum += all;
    this.#markedSum += marked;
  }

  /** Events of the last `spanMs`. */
  all(now: number): number {
    this.#move(now);
    return this.#allSum;
  }

  /** Marked events of the last `spanMs`. */
  marked(now: number): number {
    this.#move(now);
    return this.#markedSum;
  }

  clear(): void {
    this.#all.fill(0);
    this.#marked.fill(0);
    this.#allSum = 0;
    this.#markedSum = 0;
  }

  #move(now: number): void {
    const newest = Math.floor((now * buckets) / this.spanMs);
    if (newest <= this.#newest) return;
    if (newest - this.#newest >= buckets) this.clear();
    else for (let bucket = this.#newest + 1; bucket <= newest; bucket += 1) this.#forget(bucket % buckets);
    this.#newest = newest;
  }

  #forget(at: number): void {
    this.#allSum -= this.#all[at]!;
    this.#markedSum -= this.#marked[at]!;
    this.#all[at] = 0;
    this.#marked[at] = 0;
  }
}

const buckets = 10;
