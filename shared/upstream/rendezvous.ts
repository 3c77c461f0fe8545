import { hash32, mix32 } from './hash.ts';
import type { Target } from './target.ts';
import { weightOf } from './weight-of.ts';

/**
 * Highest random weight: every target draws a number from the key, the best for its weight wins. When a target leaves,
 * only its own keys move, and they come back with it. Costs one step per candidate and needs no table.
 */
export class Rendezvous {
  /** By index of the target. */
  readonly #seeds: Uint32Array;

  constructor(targets: readonly Target[]) {
    this.#seeds = Uint32Array.from(targets, (target) => hash32(target.name));
  }

  /** The candidate that the key belongs to; `candidates` is never empty. */
  pick(candidates: readonly Target[], key: number): Target {
    let best = candidates[0]!;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const target of candidates) {
      const drawn = (mix32(key, this.#seeds[target.index]!) + 0.5) / 0x1_0000_0000;
      const score = Math.log(drawn) / weightOf(target);
      if (score <= bestScore) continue;
      best = target;
      bestScore = score;
    }
    return best;
  }
}
