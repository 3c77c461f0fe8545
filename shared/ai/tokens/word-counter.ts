import { charClass, classAt, widthAt } from './split/char-class.ts';
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
    for (let at = 0; at < text.length; at += widthAt(text, at)) {
      if ((classAt(text, at) & charClass.space) !== 0) this.#length = 0;
      else if (text.charCodeAt(at) >= firstIdeograph) {
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

/** From here on: Chinese, Japanese and Korean, symbols, and halves of pairs. */
const firstIdeograph = 0x2e80;
