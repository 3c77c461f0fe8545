import { hash32, mix32 } from '../hash.ts';
import type { Target } from '../target.ts';
import { weightOf } from '../weight-of.ts';

/**
 * The lookup table of Maglev: every slot belongs to one target, each target has its share of the slots almost exactly.
 * Gives the index of the owner by slot. `size` must be prime, or a permutation would not reach every slot.
 */
export function maglevTable(targets: readonly Target[], size: number): Uint32Array {
  if (targets.length === 0) return new Uint32Array(size);
  const heaviest = Math.max(...targets.map(weightOf));
  const walks = targets.map((target) => new Walk(target, size, weightOf(target) / heaviest));
  const table = new Uint32Array(size);
  const taken = new Uint8Array(size);
  for (let filled = 0; filled < size; ) {
    for (const walk of walks) {
      if (filled === size || !walk.isDue()) continue;
      const slot = walk.next(taken);
      taken[slot] = 1;
      table[slot] = walk.index;
      filled += 1;
    }
  }
  return table;
}

/** The order in which one target asks for slots. */
class Walk {
  readonly index: number;
  readonly #size: number;
  readonly #skip: number;
  readonly #share: number;
  #slot: number;
  #credit = 0;

  constructor(target: Target, size: number, share: number) {
    const hash = hash32(target.name);
    this.index = target.index;
    this.#size = size;
    this.#slot = mix32(hash, 1) % size;
    this.#skip = (mix32(hash, 2) % (size - 1)) + 1;
    this.#share = share;
  }

  /** Whether its weight gives it a slot in this round; the heaviest target has one in each. */
  isDue(): boolean {
    this.#credit += this.#share;
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }

  next(taken: Uint8Array): number {
    while (taken[this.#slot] === 1) this.#slot = (this.#slot + this.#skip) % this.#size;
    return this.#slot;
  }
}
