/** A place in the queue. */
export interface SieveNode<T> {
  readonly value: T;
  visited: boolean;
  newer: SieveNode<T> | undefined;
  older: SieveNode<T> | undefined;
}

/**
 * Chooses what goes when there is no more room, by SIEVE: entries stand in the order they came; a hand walks from the
 * oldest to the newest, spares those asked for since it was there last, and takes the first that was not. A use costs one
 * write, and things asked for once go before they have pushed out anything.
 */
export class Sieve<T> {
  #newest: SieveNode<T> | undefined;
  #oldest: SieveNode<T> | undefined;
  #hand: SieveNode<T> | undefined;

  add(value: T): SieveNode<T> {
    const node: SieveNode<T> = { value, visited: false, newer: undefined, older: this.#newest };
    if (this.#newest) this.#newest.newer = node;
    else this.#oldest = node;
    this.#newest = node;
    return node;
  }

  remove(node: SieveNode<T>): void {
    if (this.#hand === node) this.#hand = node.newer;
    if (node.newer) node.newer.older = node.older;
    else this.#newest = node.older;
    if (node.older) node.older.newer = node.newer;
    else this.#oldest = node.newer;
  }

  /** The one to go next; `undefined` when there is none. It stays until it is removed. */
  victim(): SieveNode<T> | undefined {
    let hand = this.#hand ?? this.#oldest;
    while (hand?.visited) {
      hand.visited = false;
      hand = hand.newer ?? this.#oldest;
    }
    this.#hand = hand;
    return hand;
  }
}
