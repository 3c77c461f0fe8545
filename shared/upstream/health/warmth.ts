/** When a target counts as cold, and what follows. */
export interface WarmthOptions {
  /** Answers that make the baseline, and of which more than half must be slow. */
  readonly sampleSize: number;
  /** How many times slower than the baseline slow is. */
  readonly coldThresholdMultiplier: number;
  /** Time without an answer after which the next one alone decides. */
  readonly idleColdTimeoutMs: number;
  readonly coldAction: 'log-only' | 'mark-degraded' | 'mark-unhealthy';
}

/** An answer that begins within this time is never slow: a new connection may take as long. */
const neverSlowMs = 250;
/** Share of the difference by which each answer of a warm target moves its baseline. */
const drift = 0.1;
/** So many times the sample, slow without a break, is what the target has become. */
const patience = 10;

/** Tells by the time to the first byte of its answers whether a target is cold: slower than it usually is. */
export class Warmth {
  #options: WarmthOptions;
  /** The newest answers, the oldest of which is replaced next. */
  #sample: Float64Array;
  #at = 0;
  #count = 0;
  #baselineMs: number | undefined = undefined;
  #answeredAt = 0;
  #slowInARow = 0;
  #isCold = false;

  constructor(options: WarmthOptions) {
    this.#options = options;
    this.#sample = new Float64Array(options.sampleSize);
  }

  get isCold(): boolean {
    return this.#isCold;
  }

  /** What it usually takes; `undefined` until there are enough answers. */
  get baselineMs(): number | undefined {
    return this.#baselineMs;
  }

  get coldAction(): WarmthOptions['coldAction'] {
    return this.#options.coldAction;
  }

  /** Takes other settings, as after a reload; with another size the sample begins anew. */
  configure(options: WarmthOptions): void {
    if (options.sampleSize !== this.#options.sampleSize) {
      this.#sample = new Float64Array(options.sampleSize);
      this.#clear();
    }
    this.#options = options;
  }

  /** Learns how long an answer took to begin; answers whether that turned it cold or warm. `now` is monotonic. */
  note(tookMs: number, now: number): boolean {
    const idleMs = now - this.#answeredAt;
    this.#answeredAt = now;
    if (this.#baselineMs === undefined) return this.#learn(tookMs);
    const isFirst = idleMs >= this.#options.idleColdTimeoutMs;
    if (isFirst) this.#clear();
    this.#add(tookMs);
    const isSlow = this.#isSlow(tookMs);
    this.#slowInARow = isSlow ? this.#slowInARow + 1 : 0;
    const { sampleSize } = this.#options;
    if (this.#slowInARow >= patience * sampleSize) this.#baselineMs = this.#median();
    else if (!isSlow) this.#baselineMs += drift * (tookMs - this.#baselineMs);
    const isWhole = this.#count === sampleSize;
    return this.#turn(isFirst ? isSlow : (this.#isCold || isWhole) && this.#isMostlySlow());
  }

  /** Takes it for warm again, until its answers show otherwise; answers whether it was cold. */
  retry(): boolean {
    this.#clear();
    return this.#turn(false);
  }

  #learn(tookMs: number): boolean {
    this.#add(tookMs);
    if (this.#count === this.#options.sampleSize) this.#baselineMs = this.#median();
    return false;
  }

  #add(tookMs: number): void {
    this.#sample[this.#at] = tookMs;
    this.#at = (this.#at + 1) % this.#sample.length;
    this.#count = Math.min(this.#count + 1, this.#sample.length);
  }

  #clear(): void {
    this.#at = 0;
    this.#count = 0;
    this.#slowInARow = 0;
  }

  #isSlow(tookMs: number): boolean {
    return tookMs > Math.max(neverSlowMs, this.#baselineMs! * this.#options.coldThresholdMultiplier);
  }

  /** Whether more than half of the newest answers were slow. */
  #isMostlySlow(): boolean {
    let slow = 0;
    for (let at = 0; at < this.#count; at += 1) if (this.#isSlow(this.#sample[at]!)) slow += 1;
    return 2 * slow > this.#count;
  }

  #median(): number {
    const sorted = this.#sample.slice(0, this.#count).sort();
    return sorted[sorted.length >> 1]!;
  }

  #turn(isCold: boolean): boolean {
    const hasTurned = isCold !== this.#isCold;
    this.#isCold = isCold;
    return hasTurned;
  }
}
