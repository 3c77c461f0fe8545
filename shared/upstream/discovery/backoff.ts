import type { Random } from '../../platform/platform.ts';

const firstMs = 500;
const longestMs = 30_000;

/** Waits that grow with each failure in a row, each by chance between half of it and the whole. */
export class Backoff {
  readonly #random: Random;
  #nextMs = firstMs;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): number {
    const waitMs = this.#nextMs * (0.5 + 0.5 * this.#random.next());
    this.#nextMs = Math.min(longestMs, this.#nextMs * 2);
    return waitMs;
  }

  reset(): void {
    this.#nextMs = firstMs;
  }
}
