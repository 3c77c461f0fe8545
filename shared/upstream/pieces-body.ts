import type { Body, BodySink } from '../http/body.ts';
import type { HeaderList } from '../http/header-list.ts';

/** A body whose pieces are all there. */
export class PiecesBody implements Body {
  readonly length: number | undefined;
  readonly #pieces: readonly Uint8Array[];
  readonly #trailers: HeaderList | undefined;
  #sink: BodySink | undefined;
  #next = 0;
  #isWriting = false;

  /** `pieces` must not change afterwards. `length` as it was announced. */
  constructor(pieces: readonly Uint8Array[], length: number | undefined, trailers?: HeaderList) {
    this.#pieces = pieces;
    this.length = length;
    this.#trailers = trailers;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.resume();
  }

  resume(): void {
    // A sink that asks for more while it is written to is given it in turn, not within its own call.
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#sink && this.#step());
    this.#isWriting = false;
  }

  cancel(): void {
    this.#sink = undefined;
  }

  /** Sends one piece, or the end. False: the sink is full, or has all. */
  #step(): boolean {
    const piece = this.#pieces[this.#next];
    this.#next += 1;
    if (piece !== undefined) return this.#sink!.write(piece);
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end(this.#trailers);
    return false;
  }
}
