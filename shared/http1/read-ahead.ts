/** Bytes that came before anyone could take them, in order. */
export class ReadAhead {
  /** How many bytes wait. */
  size = 0;
  #pieces: Uint8Array[] | undefined = undefined;

  /** Adds what came last. */
  push(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (this.#pieces === undefined) this.#pieces = [bytes];
    else if (this.#pieces.push(bytes) >= maxPieces) this.#join();
  }

  /** Puts back what was taken first and not used up. */
  putBack(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (this.#pieces === undefined) this.#pieces = [bytes];
    else this.#pieces.unshift(bytes);
  }

  /** The piece that came first. */
  shift(): Uint8Array | undefined {
    const first = this.#pieces?.shift();
    if (first !== undefined) this.size -= first.length;
    return first;
  }

  /** All of it as one. */
  takeAll(): Uint8Array {
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const piece of this.#pieces ?? []) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.clear();
    return whole;
  }

  clear(): void {
    this.size = 0;
    this.#pieces = undefined;
  }

  #join(): void {
    const whole = this.takeAll();
    this.size = whole.length;
    this.#pieces = [whole];
  }
}

/** A piece costs more than a hundred bytes beside its own, and a client that sends byte by byte could make many. */
const maxPieces = 64;
