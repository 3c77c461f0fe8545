/** What was delivered of a stream, as far as it is still known. Tells which excerpts of it hold nothing that was taken away. */
export class ShownText {
  #text = '';

  add(text: string): void {
    this.#text += text;
    if (this.#text.length > 2 * maxKept) this.#text = this.#text.slice(-maxKept);
  }

  has(text: string): boolean {
    return this.#text.includes(text);
  }
}

/** Characters: more than answers have that cite themselves. */
const maxKept = 128 * 1024;
