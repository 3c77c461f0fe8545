import type { Features } from './features.ts';

/** Weights of a linear model. */
export interface Weights {
  readonly bias: number;
  readonly named: ArrayLike<number>;
  readonly hashed: ArrayLike<number>;
}

/** How sure the model is that a reading with these features is an attempt, 0 to 1. */
export function scoreOf({ named, hashed }: Features, weights: Weights): number {
  let sum = weights.bias;
  for (const feature of named) sum += weights.named[feature]!;
  const share = shareOf(hashed.length);
  for (const bucket of hashed) sum += weights.hashed[bucket]! * share;
  return 1 / (1 + Math.exp(-sum));
}

/** What each word counts: a longer text must not be more suspicious for its length alone. */
export function shareOf(count: number): number {
  return count === 0 ? 0 : 1 / Math.sqrt(count);
}
