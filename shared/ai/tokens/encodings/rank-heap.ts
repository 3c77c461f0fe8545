/** Places by rank, the lowest first; among equal ranks the leftmost. Bounded: it is made for what it will hold. */
export class RankHeap {
  /** Rank and place in one number each: both fit into its 53 bits. */
  readonly #keys: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#keys = new Float64Array(capacity);
  }

  push(place: number, rank: number): void {
    const keys = this.#keys;
    const key = rank * placeSpan + place;
    let at = this.#size;
    this.#size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
  }

  /** Takes out the first place whose rank is still the one in `ranks`; -1 when there is none. The others are dropped. */
  pop(ranks: Int32Array): number {
    while (this.#size > 0) {
      const key = this.#keys[0]!;
      this.#dropFirst();
      const rank = Math.floor(key / placeSpan);
      const place = key - rank * placeSpan;
      if (ranks[place] === rank) return place;
    }
    return -1;
  }

  #dropFirst(): void {
    const keys = this.#keys;
    this.#size -= 1;
    const size = this.#size;
    const key = keys[size]!;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child += 1;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = key;
  }
}

/** More than the places of the longest piece. */
const placeSpan = 2 ** 24;
