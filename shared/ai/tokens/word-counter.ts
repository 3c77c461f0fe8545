import { charClass, classOf } from './split/char-class.ts';
import type { TextCounter } from './text-counter.ts';

/**
 * Thirteen tokens for every ten words, rounded up. A word is what stands between spaces; every further twelve characters
 * of a long one, and every character of a script without spaces, count as a word too.
 */
export class WordCounter implements TextCounter {
  #words = 0;
  /** Characters of the word that is not over yet. */
  #length = 0;

  add(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      // The second half of a pair makes no character of its own, and may come in the next piece.
      if ((unit & 0xfc00) === 0xdc00) continue;
      if ((classOf(unit) & charClass.space) !== 0) this.#length = 0;
      else if (unit >= firstIdeograph) {
        this.#words += 1;
        this.#length = 0;
      } else {
        if (this.#length % longest === 0) this.#words += 1;
        this.#length += 1;
      }
    }
  }

  total(): number {
    return Math.ceil((this.#words * 13) / 10);
  }
}

const longest = 12;

/** From here on: Chinese, Japanese and Korean, symbols, and first halves of pairs. */
const firstIdeograph = 0x2e80;
