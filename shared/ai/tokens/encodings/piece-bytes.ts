import { hashOn, powers } from './rolling-hash.ts';

/** The UTF-8 of one piece of a text, and the hashes of its prefixes. Used again for piece after piece. */
export class PieceBytes {
  readonly bytes: Uint8Array;
  length = 0;
  readonly #prefixes: Int32Array;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.#prefixes = new Int32Array(capacity + 1);
  }

  /** Takes a part of a text. It must have at most a third as many units as the capacity. Halves of pairs become U+FFFD. */
  fill(text: string, from: number, to: number): void {
    this.length = 0;
    let hash = 0;
    for (let at = from; at < to; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit < 0x80) {
        hash = hashOn(hash, unit);
        this.bytes[this.length] = unit;
        this.length += 1;
        this.#prefixes[this.length] = hash;
        continue;
      }
      const codePoint = text.codePointAt(at)!;
      if (codePoint > 0xffff) at += 1;
      this.#addWide(codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint);
      hash = this.#prefixes[this.length]!;
    }
  }

  /** The hash of the bytes from `from` up to `to`, at most as many as the longest token has. */
  hash(from: number, to: number): number {
    return (this.#prefixes[to]! - Math.imul(this.#prefixes[from]!, powers[to - from]!)) | 0;
  }

  #addWide(codePoint: number): void {
    if (codePoint < 0x800) this.#add(0xc0 | (codePoint >> 6));
    else {
      if (codePoint < 0x10000) this.#add(0xe0 | (codePoint >> 12));
      else {
        this.#add(0xf0 | (codePoint >> 18));
        this.#add(0x80 | ((codePoint >> 12) & 0x3f));
      }
      this.#add(0x80 | ((codePoint >> 6) & 0x3f));
    }
    this.#add(0x80 | (codePoint & 0x3f));
  }

  #add(byte: number): void {
    this.bytes[this.length] = byte;
    this.length += 1;
    this.#prefixes[this.length] = hashOn(this.#prefixes[this.length - 1]!, byte);
  }
}
