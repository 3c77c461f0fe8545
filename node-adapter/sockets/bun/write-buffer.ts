import { Buffer } from 'node:buffer';

/** Bytes gathered for one write. Buffers are lent out again and again: a write makes no garbage. */
export class WriteBuffer {
  /** What is gathered lies at its start; valid until `release`. */
  readonly bytes: Uint8Array;
  length = 0;
  readonly #whole = Buffer.allocUnsafeSlow(capacity);

  private constructor() {
    this.bytes = this.#whole;
  }

  /** One that nobody uses. */
  static take(): WriteBuffer {
    return spare.pop() ?? new WriteBuffer();
  }

  /** Adds a copy. False: there is no room. */
  add(bytes: Uint8Array): boolean {
    if (this.length + bytes.length > capacity) return false;
    this.#whole.set(bytes, this.length);
    this.length += bytes.length;
    return true;
  }

  /** Adds text, one byte a character. False: there is no room. */
  addText(text: string): boolean {
    if (this.length + text.length > capacity) return false;
    this.length += this.#whole.write(text, this.length, 'latin1');
    return true;
  }

  /** Gives the buffer back. */
  release(): void {
    this.length = 0;
    if (spare.length < maxSpare) spare.push(this);
  }
}

const capacity = 32 * 1024;
/** As many are in use at once as may wait for the end of a turn, and a few more that are corked. */
const maxSpare = 72;
const spare: WriteBuffer[] = [];
