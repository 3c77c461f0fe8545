import { Buffer } from 'node:buffer';

/** Lines as bytes, one after another in memory that is used again: as texts they would wait among the old objects. */
export class LineBuffer {
  /** Lines in it. */
  lines = 0;
  /** Bytes in it. */
  size = 0;
  readonly #usualBytes: number;
  #memory: Buffer | undefined = undefined;

  /** `usualBytes` is how much it holds before it is emptied, as a rule. */
  constructor(usualBytes: number) {
    this.#usualBytes = usualBytes + slackBytes;
  }

  /** What is in it, valid until {@link clear}. */
  get bytes(): Buffer {
    return this.#room(0).subarray(0, this.size);
  }

  /** Adds a line and its line break. */
  add(line: string): void {
    const memory = this.#room(line.length * maxBytesPerCharacter + 1);
    this.size += memory.write(line, this.size);
    memory[this.size] = lineBreak;
    this.size += 1;
    this.lines += 1;
  }

  clear(): void {
    this.lines = 0;
    this.size = 0;
    // What an odd burst made large is given back.
    if (this.#memory !== undefined && this.#memory.length > this.#usualBytes * 2) this.#memory = undefined;
  }

  #room(bytes: number): Buffer {
    this.#memory ??= Buffer.allocUnsafeSlow(this.#usualBytes);
    const memory = this.#memory;
    if (this.size + bytes <= memory.length) return memory;
    const larger = Buffer.allocUnsafeSlow(Math.max(memory.length * 2, this.size + bytes));
    memory.copy(larger, 0, 0, this.size);
    this.#memory = larger;
    return larger;
  }
}

/** Room for a line that begins just below the usual size. */
const slackBytes = 8_192;
/** In UTF-8, for each unit of a JavaScript string. */
const maxBytesPerCharacter = 3;
const lineBreak = 10;
