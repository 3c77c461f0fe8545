/**
 * The pieces of a body that are kept, in order. Small ones are copied together: a piece of one byte may be a view of a
 * large buffer and costs a hundred times its size by itself, which a client that sends many of them could make use of.
 */
export class KeptPieces {
  readonly #pieces: Uint8Array[] = [];
  /** What small pieces are copied into; the last of the pieces shows as much of it as is filled. */
  #block: Uint8Array | undefined = undefined;
  #filled = 0;

  /** The piece at `index`; it may grow until it is asked for. */
  at(index: number): Uint8Array | undefined {
    return this.#pieces[index];
  }

  /** Adds a piece that someone who asked for all the others will ask for next. */
  addApart(piece: Uint8Array): void {
    this.#block = undefined;
    this.#pieces.push(piece);
  }

  /** Adds a piece, perhaps to the last one. */
  add(piece: Uint8Array): void {
    if (piece.byteLength >= maxCopied) {
      this.addApart(piece);
      return;
    }
    const block = this.#roomFor(piece.byteLength);
    block.set(piece, this.#filled);
    this.#filled += piece.byteLength;
    this.#pieces[this.#pieces.length - 1] = block.subarray(0, this.#filled);
  }

  /** All of them as they are now. */
  all(): readonly Uint8Array[] {
    return this.#pieces.slice();
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#block = undefined;
  }

  /** A block with so much room; each is twice the one before, so that small bodies take little. */
  #roomFor(bytes: number): Uint8Array {
    if (this.#block !== undefined && this.#filled + bytes <= this.#block.byteLength) return this.#block;
    const size = Math.min(maxCopied, Math.max(firstBytes, bytes, (this.#block?.byteLength ?? 0) * 2));
    const block = new Uint8Array(size);
    this.#block = block;
    this.#filled = 0;
    this.#pieces.push(block);
    return block;
  }
}

const firstBytes = 1024;
/** A piece of this size is kept as it is: it is a good part of the buffer it is a view of. */
const maxCopied = 16 * 1024;
