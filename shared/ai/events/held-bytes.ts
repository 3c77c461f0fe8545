import { Fault } from '../../errors/fault.ts';

/** The beginning of an event whose end has not come yet. */
export class HeldBytes {
  readonly #limit: number;
  #buffer = nothing;
  #filled = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#filled;
  }

  /** Keeps a copy: a few bytes must not hold the large chunk they came in. */
  add(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    const filled = this.#filled + bytes.byteLength;
    this.check(filled);
    if (filled > this.#buffer.byteLength) this.#grow(filled);
    this.#buffer.set(bytes, this.#filled);
    this.#filled = filled;
  }

  /** What was held and then `bytes`, in one piece that belongs to the caller; nothing is held afterwards. */
  takeWith(bytes: Uint8Array): Uint8Array {
    if (this.#filled === 0) {
      this.check(bytes.byteLength);
      return bytes;
    }
    this.add(bytes);
    const all = this.#buffer.subarray(0, this.#filled);
    this.#buffer = nothing;
    this.#filled = 0;
    return all;
  }

  /** Throws when an event has more bytes than allowed. */
  check(bytes: number): void {
    if (bytes <= this.#limit) return;
    throw new Fault('upstream_bad_response', { detail: `an event of the stream is longer than ${this.#limit} bytes` });
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(needed, smallest, this.#buffer.byteLength * 2)));
    larger.set(this.#buffer.subarray(0, this.#filled));
    this.#buffer = larger;
  }
}

/** Bytes to begin with: most events that are cut in two have less. */
const smallest = 512;
const nothing: Uint8Array<ArrayBuffer> = new Uint8Array(0);
