import type { Fault } from '../../errors/fault.ts';
import type { Body, BodySink } from '../../http/body.ts';

/** A body that lies in memory in pieces, sent as fast as it is taken. Many may read the same pieces. */
export class ChunkedBody implements Body {
  readonly length: number;
  readonly #chunks: readonly Uint8Array[];
  #sink: BodySink | undefined;
  #at = 0;
  #skip: number;
  #left: number;
  #isOpen = true;
  #isPumping = false;
  #isAsked = false;

  /** `first` and `length` cut a part out. */
  constructor(chunks: readonly Uint8Array[], first: number, length: number) {
    this.length = length;
    this.#chunks = chunks;
    this.#skip = first;
    this.#left = length;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#pump();
  }

  resume(): void {
    this.#isAsked = true;
    if (this.#sink) this.#pump();
  }

  cancel(_fault: Fault): void {
    this.#isOpen = false;
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    let goesOn = true;
    while (goesOn && this.#isOpen && this.#left > 0) {
      const piece = this.#next();
      if (!piece) continue;
      this.#isAsked = false;
      // A sink may ask to go on while it is written to.
      goesOn = this.#sink!.write(piece) || this.#isAsked;
    }
    this.#isPumping = false;
    if (this.#left > 0 || !this.#isOpen) return;
    this.#isOpen = false;
    this.#sink!.end();
  }

  /** The next piece; `undefined` when the whole of it is to be passed over. */
  #next(): Uint8Array | undefined {
    const chunk = this.#chunks[this.#at]!;
    this.#at += 1;
    const skipped = Math.min(this.#skip, chunk.byteLength);
    this.#skip -= skipped;
    const end = Math.min(chunk.byteLength, skipped + this.#left);
    if (end === skipped) return undefined;
    this.#left -= end - skipped;
    return skipped === 0 && end === chunk.byteLength ? chunk : chunk.subarray(skipped, end);
  }
}
