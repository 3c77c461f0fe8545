import type { TextCounter } from '../text-counter.ts';
import { type Encoding, longestPiece } from './encoding.ts';

/** Below so many units nothing is counted yet: deltas are a few characters each. */
const leastHeld = 256;

/**
 * Counts a text that comes in pieces, at the borders that no later text can move: what follows reaches back over the last
 * two pieces at most. What is held is looked at again only once it has doubled, so that a long word costs no more.
 */
export class TokenCounter implements TextCounter {
  readonly #encoding: Encoding;
  #counted = 0;
  #held = '';
  #lookAt = leastHeld;

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
  }

  add(text: string): void {
    this.#held += text;
    if (this.#held.length < this.#lookAt) return;
    this.#held = this.#held.slice(this.#countSettled());
    this.#lookAt = Math.max(leastHeld, this.#held.length * 2);
  }

  total(): number {
    return this.#counted + this.#encoding.count(this.#held);
  }

  /** Counts all pieces but the last two, of one that is too long its first part; where the rest begins. */
  #countSettled(): number {
    const text = this.#held;
    let beforeLast = 0;
    let last = 0;
    for (let from = 0; from < text.length; ) {
      // Piece by piece: the same text by itself could be cut in another way at its end.
      if (last > beforeLast) this.#counted += this.#encoding.countPiece(text, beforeLast, last);
      beforeLast = last;
      last = from;
      from = this.#encoding.split(text, from);
    }
    if (beforeLast > 0 || text.length <= longestPiece * 2) return beforeLast;
    this.#counted += this.#encoding.countPiece(text, 0, longestPiece);
    return longestPiece;
  }
}
