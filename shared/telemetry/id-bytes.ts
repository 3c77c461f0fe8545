import type { Random } from '../platform/platform.ts';

/** Random bytes for ids, drawn from the platform many at a time: the call costs more than the bytes. */
export class IdBytes {
  readonly #random: Random;
  #pool: Uint8Array = new Uint8Array(0);
  #next = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): number {
    if (this.#next === this.#pool.length) {
      this.#pool = this.#random.bytes(poolBytes);
      this.#next = 0;
    }
    const byte = this.#pool[this.#next]!;
    this.#next += 1;
    return byte;
  }

  /** So many bytes as hexadecimal digits, never all zero: such ids mean "none" in trace contexts. */
  hex(count: number): string {
    let text = '';
    let sum = 0;
    for (let i = 0; i < count; i += 1) {
      const byte = this.next();
      sum += byte;
      text += hexPairs[byte]!;
    }
    return sum === 0 ? `${text.slice(0, -1)}1` : text;
  }
}

/** Enough for some hundred requests: a drawing has a cost of its own. */
const poolBytes = 4096;

/** `00` to `ff`. */
export const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
