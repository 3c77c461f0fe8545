/** Writes a text as ASCII into bytes, from a place on. */
export type WriteText = (bytes: Uint8Array, at: number) => void;

/**
 * Texts of one length, written many at a time: each is then a piece of one text, which costs a fraction of putting it
 * together, here and wherever it is added to others.
 */
export class TextsAhead {
  readonly #length: number;
  readonly #write: WriteText;
  readonly #bytes: Uint8Array;
  #texts = '';
  #next = 0;

  constructor(length: number, write: WriteText) {
    this.#length = length;
    this.#write = write;
    this.#bytes = new Uint8Array(length * textsAtOnce);
  }

  next(): string {
    if (this.#next === this.#texts.length) this.#writeMore();
    const from = this.#next;
    this.#next += this.#length;
    return this.#texts.slice(from, this.#next);
  }

  /** Gives up what is written and not yet handed out. */
  drop(): void {
    this.#next = this.#texts.length;
  }

  #writeMore(): void {
    const bytes = this.#bytes;
    for (let at = 0; at < bytes.length; at += this.#length) this.#write(bytes, at);
    this.#texts = ascii.decode(bytes);
    this.#next = 0;
  }
}

/** Few enough that little is lost when they are given up. */
const textsAtOnce = 32;
const ascii = new TextDecoder();
