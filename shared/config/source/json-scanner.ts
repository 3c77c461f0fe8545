import type { Place } from '../problem.ts';

/** Goes through a JSON text with comments, and knows the place it is at. */
export class JsonScanner {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  /** The last place that was asked for: the next one is counted from it, not from the start. */
  #known = { at: 0, line: 1, lineStart: 0 };

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  /** Skips blanks and comments; the next character, or `''` at the end. */
  peek(): string {
    blanks.lastIndex = this.#at;
    blanks.test(this.#text);
    this.#at = blanks.lastIndex;
    return this.#text[this.#at] ?? '';
  }

  /** Takes `mark` when it is next. */
  take(mark: string): boolean {
    if (this.peek() !== mark) return false;
    this.#at += mark.length;
    return true;
  }

  /** Takes the next quoted text. */
  string(): string {
    strings.lastIndex = this.#at;
    const token = strings.exec(this.#text)?.[0];
    if (token === undefined) throw this.error('this text has no end, or holds a line break or an unknown escape');
    this.#at += token.length;
    return JSON.parse(token) as string;
  }

  /** Takes a number or a word. */
  word(): string {
    words.lastIndex = this.#at;
    const word = words.exec(this.#text)?.[0] ?? '';
    if (word === '') throw this.error(this.peek() === '' ? 'the file ends too early' : `unexpected "${this.peek()}"`);
    this.#at += word.length;
    return word;
  }

  /** The place of the next token. */
  place(): Place {
    this.peek();
    let { at, line, lineStart } = this.#known;
    for (at = this.#text.indexOf('\n', at); at !== -1 && at < this.#at; at = this.#text.indexOf('\n', at + 1)) {
      line += 1;
      lineStart = at + 1;
    }
    this.#known = { at: this.#at, line, lineStart };
    return { file: this.#file, line, column: this.#at - lineStart + 1 };
  }

  error(message: string): JsonSyntaxError {
    return new JsonSyntaxError(message, this.place());
  }
}

/** A text that is not JSON with comments. */
export class JsonSyntaxError extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.name = 'JsonSyntaxError';
    this.place = place;
  }
}

// Sticky: each begins where the last token ended. `blanks` always matches, at worst nothing.
const blanks = /(?:[ \t\r\n]+|\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/y;
const strings = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const words = /[-+.\w]+/y;
