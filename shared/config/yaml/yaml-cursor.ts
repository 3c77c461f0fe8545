import type { Place } from '../problem.ts';

/** A text that is not YAML, or not of the part of it that is read. */
export class YamlSyntaxError extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.name = 'YamlSyntaxError';
    this.place = place;
  }
}

/** Goes through a text line by line, and knows how far what stands there is indented. */
export class YamlCursor {
  readonly text: string;
  at: number;
  readonly #file: string;
  /** Begin of the line that was asked for last, and its number. */
  #lineStart = 0;
  #line = 1;

  constructor(text: string, file: string) {
    this.text = text;
    this.#file = file;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  get isDone(): boolean {
    return this.at >= this.text.length;
  }

  /** Columns before the cursor in its line. */
  get column(): number {
    this.#find();
    return this.at - this.#lineStart;
  }

  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  startsWith(mark: string): boolean {
    return this.text.startsWith(mark, this.at);
  }

  /** Takes what `pattern`, a sticky expression, finds here. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Passes over blanks, line ends and comments. */
  skip(): void {
    for (;;) {
      this.take(blanks);
      if (this.peek() !== '#') return;
      this.take(toLineEnd);
    }
  }

  /** Passes over blanks and a comment; whether the line is at its end. */
  skipInLine(): boolean {
    const before = this.at;
    this.take(inLineBlanks);
    if (this.peek() === '#' && (this.at > before || this.column === 0)) this.take(toLineEnd);
    return this.isDone || this.peek() === '\n' || this.peek() === '\r';
  }

  place(): Place {
    return { file: this.#file, line: this.#lineNumber(), column: this.column + 1 };
  }

  error(message: string): YamlSyntaxError {
    return new YamlSyntaxError(message, this.place());
  }

  #lineNumber(): number {
    this.#find();
    return this.#line;
  }

  #find(): void {
    if (this.at < this.#lineStart) {
      this.#lineStart = 0;
      this.#line = 1;
    }
    for (;;) {
      const end = this.text.indexOf('\n', this.#lineStart);
      if (end === -1 || end >= this.at) return;
      this.#lineStart = end + 1;
      this.#line += 1;
    }
  }
}

const blanks = /[ \t\r\n]+/y;
const inLineBlanks = /[ \t]+/y;
const toLineEnd = /[^\n]*/y;
