/**
 * The head before. On one connection most heads are the same as the one before them to the byte, or all but their start
 * line, and to compare them costs a tenth of reading them. Each connection has its own: nobody can learn by time what
 * others send.
 */
export class LastHead<Line> {
  /** What its start line says; `undefined` before the first. */
  line: Line | undefined = undefined;
  /** Its names and values: the same list each time the fields are the same. Never changed. */
  flat: string[] = [];
  #text = '';
  #startLine = '';
  #fields = '';

  /** How many characters it has; 0 when there is none to compare with. */
  get length(): number {
    return this.#text.length;
  }

  /** Whether the text is that head once more, to its empty line. */
  is(text: string): boolean {
    if (text !== this.#text) return false;
    // One piece, where what was kept may be a part of something larger: comparing is fastest so.
    this.#text = text;
    return true;
  }

  isStartLine(text: string): boolean {
    return this.line !== undefined && text === this.#startLine;
  }

  /** Where the fields end when from `at` on they are those of that head once more; else -1. */
  fieldsEnd(text: string, at: number): number {
    const { length } = this.#fields;
    return length > 0 && text.slice(at, at + length) === this.#fields ? at + length : -1;
  }

  /** Takes a start line in place of the one before. The head, whole, is kept only with {@link keep}. */
  keepLine(text: string, line: Line): void {
    this.#startLine = text.length <= maxKept ? text : '';
    this.line = text.length <= maxKept ? line : undefined;
    this.#text = '';
  }

  /** Takes a whole head, whose fields begin at `fieldsAt`, unless it is too large to be kept. */
  keep(text: string, fieldsAt: number, flat: string[]): void {
    const isKept = text.length <= maxKept;
    this.#text = isKept ? text : '';
    if (flat === this.flat) return;
    this.#fields = isKept ? text.slice(fieldsAt) : '';
    this.flat = isKept ? flat : [];
  }
}

/** A connection may be idle for long, and there may be many. */
const maxKept = 1024;
