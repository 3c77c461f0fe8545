import type { TextCounter } from './text-counter.ts';

/** A token for every four characters, rounded up. */
export class CharCounter implements TextCounter {
  #characters = 0;

  add(text: string): void {
    this.#characters += text.length;
    if (!secondHalf.test(text)) return;
    // The second half of a pair makes no character of its own.
    for (let at = 0; at < text.length; at += 1) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) this.#characters -= 1;
  }

  total(): number {
    return Math.ceil(this.#characters / 4);
  }
}

/** Most texts have none, which an engine knows of many without looking at each character. */
const secondHalf = /[\udc00-\udfff]/;
