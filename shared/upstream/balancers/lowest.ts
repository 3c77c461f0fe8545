import type { Target } from '../target.ts';

/** The candidate with the lowest score; ties go to each of the tied in turn. `candidates` is never empty. */
export class Lowest {
  readonly #scoreOf: (target: Target) => number;
  #turn = 0;

  constructor(scoreOf: (target: Target) => number) {
    this.#scoreOf = scoreOf;
  }

  pick(candidates: readonly Target[]): Target {
    const { length } = candidates;
    this.#turn = (this.#turn + 1) >>> 0;
    let best = candidates[this.#turn % length]!;
    let bestScore = this.#scoreOf(best);
    for (let step = 1; step < length; step += 1) {
      const target = candidates[(this.#turn + step) % length]!;
      const score = this.#scoreOf(target);
      if (score >= bestScore) continue;
      best = target;
      bestScore = score;
    }
    return best;
  }
}
