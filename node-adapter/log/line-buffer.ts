import { Buffer } from 'node:buffer';

/**
 * Lines as bytes, one after another in memory that is used again: as texts they would wait among the old objects. A few
 * are written at once, which on some runtimes costs half as much as to write each.
 */
export class LineBuffer {
  /** Lines in it. */
  lines = 0;
  /** The last lines, which are not yet bytes. */
  #texts = '';
  /** Bytes in memory. */
  #written = 0;
  readonly #usualBytes: number;
  #memory: Buffer | undefined = undefined;

  /** `usualBytes` is how much it holds before it is emptied, as a rule. */
  constructor(usualBytes: number) {
    this.#usualBytes = usualBytes + slackBytes;
  }

  /** Bytes in it; what is not ASCII in the last lines counts as less than it is. */
  get size(): number {
    return this.#written + this.#texts.length;
  }

  /** What is in it, valid until {@link clear}. */
  get bytes(): Buffer {
    this.#write();
    return this.#room(0).subarray(0, this.#written);
  }

  /** Adds a line and its line break. */
  add(line: string): void {
    this.#texts += `${line}\n`;
    this.lines += 1;
    if (this.#texts.length >= writtenAtOnce) this.#write();
  }

  clear(): void {
    this.lines = 0;
    this.#texts = '';
    this.#written = 0;
    // What an odd burst made large is given back.
    if (this.#memory !== undefined && this.#memory.length > this.#usualBytes * 2) this.#memory = undefined;
  }

  #write(): void {
    const texts = this.#texts;
    if (texts === '') return;
    this.#texts = '';
    this.#written += this.#room(texts.length * maxBytesPerCharacter).write(texts, this.#written);
  }

  #room(bytes: number): Buffer {
    this.#memory ??= Buffer.allocUnsafeSlow(this.#usualBytes);
    const memory = this.#memory;
    if (this.#written + bytes <= memory.length) return memory;
    const larger = Buffer.allocUnsafeSlow(Math.max(memory.length * 2, this.#written + bytes));
    memory.copy(larger, 0, 0, this.#written);
    this.#memory = larger;
    return larger;
  }
}

/** Room for lines that begin just below the usual size. */
const slackBytes = 16_384;
/** In UTF-8, for each unit of a JavaScript string. */
const maxBytesPerCharacter = 3;
/** Characters: some eight lines of an access log. */
const writtenAtOnce = 4_096;
