interface Expiry {
  readonly at: number;
  readonly id: string;
}

/** Ids by the time at which they expire, the earliest first. An id may be in it more than once. */
export class ExpiryHeap {
  #heap: Expiry[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest time; `Infinity` when there is none. */
  get first(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  push(at: number, id: string): void {
    const heap = this.#heap;
    let place = heap.length;
    const expiry = { at, id };
    heap.push(expiry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Expiry;
      if (above.at <= at) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = expiry;
  }

  /** Takes out the id of the earliest; there must be one. */
  pop(): string {
    const first = this.#heap[0] as Expiry;
    const last = this.#heap.pop() as Expiry;
    if (this.#heap.length > 0) this.#sink(last);
    return first.id;
  }

  /** Drops all ids but those that `isWanted`. */
  keep(isWanted: (id: string) => boolean): void {
    // Whatever is in ascending order is a heap.
    this.#heap = this.#heap.filter(({ id }) => isWanted(id)).sort((a, b) => a.at - b.at);
  }

  #sink(expiry: Expiry): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Expiry).at < (heap[child] as Expiry).at) child += 1;
      const below = heap[child] as Expiry;
      if (below.at >= expiry.at) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = expiry;
  }
}
