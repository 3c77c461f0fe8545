/** What ends at a time. */
export interface Expiring {
  readonly expiresAt: number;
}

/** What ends by when it does, the earliest first. The same may be in it more than once. */
export class ExpiryHeap<Item extends Expiring> {
  #heap: Item[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest; `undefined` when there is none. */
  get first(): Item | undefined {
    return this.#heap[0];
  }

  push(item: Item): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(item);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Item;
      if (above.expiresAt <= item.expiresAt) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = item;
  }

  /** Takes out the earliest; there must be one. */
  pop(): Item {
    const first = this.#heap[0] as Item;
    const last = this.#heap.pop() as Item;
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  /** Drops all but those that are wanted. */
  keep(isWanted: (item: Item) => boolean): void {
    // Whatever is in ascending order is a heap.
    this.#heap = this.#heap.filter(isWanted).sort((a, b) => a.expiresAt - b.expiresAt);
  }

  #sink(item: Item): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Item).expiresAt < (heap[child] as Item).expiresAt) child += 1;
      const below = heap[child] as Item;
      if (below.expiresAt >= item.expiresAt) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = item;
  }
}
