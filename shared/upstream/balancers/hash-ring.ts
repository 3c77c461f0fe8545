import { hash32, mix32 } from '../hash.ts';
import type { Target } from '../target.ts';
import { weightOf } from '../weight-of.ts';

/**
 * The ring of consistent hashing, made once over all targets of an upstream: whoever looks for a target that is in
 * service walks on from its key, so a target that leaves moves its own keys only, and nothing is ever made anew.
 */
export class HashRing {
  /** Where on the ring each node stands, ascending, and the index of the target it belongs to. */
  readonly #positions: Uint32Array;
  readonly #owners: Uint32Array;

  constructor(targets: readonly Target[], nodesOfHeaviest: number) {
    const heaviest = Math.max(...targets.map(weightOf));
    const nodes = targets.flatMap((target) => {
      const count = Math.round((nodesOfHeaviest * weightOf(target)) / heaviest);
      const seed = hash32(target.name);
      return Array.from({ length: count }, (_, node) => ({ at: mix32(node, seed), target }));
    });
    // Two nodes on one spot are told apart by name, so that the order of the configuration does not matter.
    nodes.sort((a, b) => a.at - b.at || (a.target.name < b.target.name ? -1 : 1));
    this.#positions = Uint32Array.from(nodes, ({ at }) => at);
    this.#owners = Uint32Array.from(nodes, ({ target }) => target.index);
  }

  get size(): number {
    return this.#owners.length;
  }

  /** The first node at or after the key; one beyond the last where there is none. */
  nodeOf(key: number): number {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#positions[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the target of a node; nodes beyond the last go round. */
  ownerOf(node: number): number {
    return this.#owners[node % this.#owners.length]!;
  }
}
