import { joinBytes } from '../events/join-bytes.ts';

/** Pieces of bytes that are to be sent together. Those that stand side by side in memory become one without a copy. */
export class JoinedPieces {
  #pieces: Uint8Array[] = [];

  add(bytes: Uint8Array): void {
    const at = this.#pieces.length - 1;
    const last = this.#pieces[at];
    if (last === undefined || last.buffer !== bytes.buffer || last.byteOffset + last.byteLength !== bytes.byteOffset) {
      this.#pieces.push(bytes);
      return;
    }
    this.#pieces[at] = new Uint8Array(last.buffer, last.byteOffset, last.byteLength + bytes.byteLength);
  }

  /** All of them in one; `undefined` when there are none. */
  take(): Uint8Array | undefined {
    const pieces = this.#pieces;
    if (pieces.length === 0) return undefined;
    this.#pieces = [];
    if (pieces.length === 1) return pieces[0];
    return joinBytes(pieces);
  }
}
