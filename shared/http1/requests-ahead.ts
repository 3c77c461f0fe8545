/**
 * Counts the requests that a client sends ahead of the answers. Those whose bytes were all there when a request began to
 * be answered came ahead of its answer. Positions count the bytes of the connection.
 */
export class RequestsAhead {
  readonly #max: number;
  #count = 0;
  /** Up to where bytes had come when the count began. */
  #until = 0;
  #end = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** A request is read; it ends at `end` as far as that is known, and bytes have come up to `received`. */
  note(end: number, received: number): void {
    this.#end = end;
    if (end <= this.#until) {
      this.#count += 1;
      return;
    }
    this.#count = 0;
    this.#until = received;
  }

  /** Whether the requests that follow are more than a client may send ahead. */
  get isFull(): boolean {
    return this.#count >= this.#max && this.#end < this.#until;
  }
}
