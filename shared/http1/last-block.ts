/**
 * The fields of the block before. On one connection most blocks are the same as the one before them to the byte, and to
 * compare them costs a tenth of reading them. Each connection has its own: nobody can learn by time what others send.
 */
export class LastBlock {
  #text = '';
  #flat: readonly string[] = [];

  /** How many characters of `text` from `at` on are that block once more; 0 when they are not. */
  lengthAt(text: string, at: number): number {
    const { length } = this.#text;
    return length > 0 && text.slice(at, at + length) === this.#text ? length : 0;
  }

  /** A copy of its names and values. */
  get flat(): string[] {
    return this.#flat.slice();
  }

  /** Takes a block in place of the one before, its empty line included, unless it is too large to be kept. */
  keep(text: string, flat: readonly string[]): void {
    const isKept = text.length <= maxKept;
    this.#text = isKept ? text : '';
    this.#flat = isKept ? flat.slice() : [];
  }
}

/** A connection may be idle for long, and there may be many. */
const maxKept = 1024;
