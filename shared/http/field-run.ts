/** Fields that one message after another begins with, and the text they are written as. */
export class FieldRun {
  /** Never changed. */
  readonly flat: readonly string[];
  #text: string | undefined = undefined;
  #writtenBy: WriteFields | undefined = undefined;

  constructor(flat: readonly string[]) {
    this.flat = flat;
  }

  /** Whether a list begins with them. Nobody has to tell of changes to it: what was checked once is compared. */
  leads(list: readonly string[]): boolean {
    const { flat } = this;
    if (list.length < flat.length) return false;
    for (let i = 0; i < flat.length; i += 1) if (list[i] !== flat[i]) return false;
    return true;
  }

  /** Their text, written at the first time and remembered; may throw what `write` throws. */
  text(write: WriteFields): string {
    if (this.#text === undefined || this.#writtenBy !== write) {
      this.#text = write(this.flat);
      this.#writtenBy = write;
    }
    return this.#text;
  }
}

/** Writes fields as lines. The same text for the same fields each time. */
export type WriteFields = (flat: readonly string[]) => string;
