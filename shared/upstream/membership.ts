import type { Target } from './target.ts';

/** Tells which targets of an upstream are among the candidates, at the cost of one look per question. */
export class Membership {
  readonly #flags: Uint8Array;
  #candidates: readonly Target[] | undefined;

  constructor(targets: readonly Target[]) {
    this.#flags = new Uint8Array(targets.length);
  }

  /** Looks at these candidates from now on; free while they are the same array as before. */
  look(candidates: readonly Target[]): void {
    if (candidates === this.#candidates) return;
    this.#candidates = candidates;
    this.#flags.fill(0);
    for (const { index } of candidates) this.#flags[index] = 1;
  }

  has(index: number): boolean {
    return this.#flags[index] === 1;
  }
}
