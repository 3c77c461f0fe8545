/** When something is left alone after failures, and how it is tried again. */
export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failureThreshold: number;
  /** Successes in a row that close it again. */
  readonly successThreshold: number;
  /** How long it stays open. */
  readonly timeoutMs: number;
  /** Requests let through at once while it is half-open. */
  readonly halfOpenMaxRequests: number;
}

/** `closed` lets all through, `open` none, `half-open` a few to see how they fare. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Lets requests through until too many fail in a row, then none for a while, then exactly as many at once as may try,
 * until enough of them succeed. Times are those of the monotonic clock; there is no timer.
 */
export class CircuitBreaker {
  #options: BreakerOptions;
  #state: BreakerState = 'closed';
  #told: BreakerState = 'closed';
  #failures = 0;
  #successes = 0;
  #openUntil = 0;
  /** Who tries, while it is half-open. What was let through before it opened is not among them, and proves nothing. */
  readonly #trying = new Set<object>();

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** Takes other settings, as after a reload; what it knows stays. */
  configure(options: BreakerOptions): void {
    this.#options = options;
  }

  state(now: number): BreakerState {
    if (this.#state === 'open' && now >= this.#openUntil) this.#become('half-open');
    return this.#state;
  }

  /** The state, once after each change of it; `undefined` when it was told already. */
  news(now: number): BreakerState | undefined {
    const state = this.state(now);
    if (state === this.#told) return undefined;
    this.#told = state;
    return state;
  }

  /** Whether a request would be let through now. */
  mayEnter(now: number): boolean {
    const state = this.state(now);
    return state === 'closed' || (state === 'half-open' && this.#trying.size < this.#options.halfOpenMaxRequests);
  }

  /** Lets a request through that may enter. */
  enter(request: object): void {
    if (this.#state === 'half-open') this.#trying.add(request);
  }

  /** Learns how a request fared; `failed` is undefined when it says nothing, and then only its place is given back. */
  leave(request: object, failed: boolean | undefined, now: number): void {
    const state = this.state(now);
    const tried = this.#trying.delete(request);
    if (failed === undefined || state === 'open') return;
    if (state === 'closed') this.#count(failed, now);
    else if (tried) this.#judge(failed, now);
  }

  /** Learns that a request that tries has been answered well, though it may go on for long. Others say nothing yet. */
  answered(request: object, now: number): void {
    if (this.#trying.has(request)) this.leave(request, false, now);
  }

  #count(failed: boolean, now: number): void {
    this.#failures = failed ? this.#failures + 1 : 0;
    if (this.#failures >= this.#options.failureThreshold) this.#open(now);
  }

  #judge(failed: boolean, now: number): void {
    if (failed) {
      this.#open(now);
      return;
    }
    this.#successes += 1;
    if (this.#successes >= this.#options.successThreshold) this.#become('closed');
  }

  #open(now: number): void {
    this.#openUntil = now + this.#options.timeoutMs;
    this.#become('open');
  }

  #become(state: BreakerState): void {
    this.#state = state;
    this.#failures = 0;
    this.#successes = 0;
    this.#trying.clear();
  }
}
