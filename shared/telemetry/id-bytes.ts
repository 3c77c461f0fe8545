import type { Random } from '../platform/platform.ts';

/** Random bytes for ids, drawn from the platform many at a time: the call costs more than the bytes. */
export class IdBytes {
  readonly #random: Random;
  #pool: Uint8Array = new Uint8Array(0);
  /** The pool once more, as hexadecimal digits: to write them all at once costs a fraction of writing each by itself. */
  #digits = '';
  #next = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): number {
    const at = this.#claim(1);
    return this.#pool[at]!;
  }

  /** A whole number of 24 bits. */
  next24(): number {
    const at = this.#claim(3);
    const pool = this.#pool;
    return (pool[at]! << 16) | (pool[at + 1]! << 8) | pool[at + 2]!;
  }

  /** So many bytes as hexadecimal digits, never all zero: such ids mean "none" in trace contexts. */
  hex(count: number): string {
    const from = this.#claim(count);
    const to = from + count;
    const text = this.#digits.slice(2 * from, 2 * to);
    for (let i = from; i < to; i += 1) if (this.#pool[i] !== 0) return text;
    return `${text.slice(0, -1)}1`;
  }

  /** Where the next `count` bytes of the pool are, which nobody else gets. */
  #claim(count: number): number {
    if (this.#next + count > this.#pool.length) this.#draw();
    const at = this.#next;
    this.#next += count;
    return at;
  }

  #draw(): void {
    const pool = this.#random.bytes(poolBytes);
    this.#pool = pool;
    this.#digits = hexOf(pool);
    this.#next = 0;
  }
}

/** Enough for some hundred requests: a drawing has a cost of its own. */
const poolBytes = 4096;

function hexOf(bytes: Uint8Array): string {
  const digits = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    digits[2 * i] = digitCodes[byte >> 4]!;
    digits[2 * i + 1] = digitCodes[byte & 15]!;
  }
  return ascii.decode(digits);
}

const ascii = new TextDecoder();
const digitCodes = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
