import type { Random } from '../../shared/platform/platform.ts';

/** Chance that is the same for the same seed (xorshift32). */
export class SeededRandom implements Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  }

  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from 0 up to and without `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}

/** The seed of this run: `SEED` of the environment, else a new one. Tests print it. */
export function testSeed(): number {
  return Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
}
