/** What waits at one target: what we sent there, and what it says itself, as others send there too. */
export class TokenQueue {
  #tokens = 0;
  #perSecond = initialPerSecond;
  #perRequest: number | undefined;
  #told = 0;
  #toldAt = 0;

  /** A request of so many tokens is sent there. */
  enter(tokens: number): void {
    this.#tokens += tokens;
    this.#perRequest = this.#perRequest === undefined ? tokens : blend(tokens, this.#perRequest);
  }

  /** It is over; `tookMs` where it says how fast the target is. */
  leave(tokens: number, tookMs: number | undefined): void {
    this.#tokens -= tokens;
    if (tookMs !== undefined) this.#perSecond = blend(tokens / (Math.max(tookMs, 1) / 1000), this.#perSecond);
  }

  /** The target says how many requests wait there, ours among them. */
  tell(requests: number, now: number): void {
    this.#told = requests;
    this.#toldAt = now;
  }

  /**
   * Seconds until what waits is done. What the target said loses half of its say every few seconds, or one that was busy
   * once would never be asked again.
   */
  secondsLeft(now: number): number {
    const requests = this.#told === 0 ? 0 : Math.floor(this.#told * 2 ** ((this.#toldAt - now) / halfLifeMs));
    return Math.max(this.#tokens, requests * (this.#perRequest ?? 1)) / Math.max(1, this.#perSecond);
  }
}

function blend(newest: number, before: number): number {
  return smoothing * newest + (1 - smoothing) * before;
}

const initialPerSecond = 100;
const smoothing = 0.3;
const halfLifeMs = 5_000;
