import { joinBytes } from '../../http/join-bytes.ts';

/** Pieces of bytes that are to be sent together. Those that stand side by side in memory become one without a copy. */
export class JoinedPieces {
  /** What came last, which may still grow, and what came before it. */
  #last: Uint8Array | undefined;
  #before: Uint8Array[] | undefined;

  add(bytes: Uint8Array): void {
    const last = this.#last;
    if (last === undefined) this.#last = bytes;
    else if (last.buffer === bytes.buffer && last.byteOffset + last.byteLength === bytes.byteOffset)
      this.#last = new Uint8Array(last.buffer, last.byteOffset, last.byteLength + bytes.byteLength);
    else {
      this.#before ??= [];
      this.#before.push(last);
      this.#last = bytes;
    }
  }

  /** All of them in one; `undefined` when there are none. */
  take(): Uint8Array | undefined {
    const last = this.#last;
    const before = this.#before;
    this.#last = undefined;
    if (last === undefined || before === undefined) return last;
    this.#before = undefined;
    return joinBytes([...before, last]);
  }
}
