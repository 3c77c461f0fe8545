import type { Target } from './target.ts';

/**
 * The weight to count with. A target of weight 0 keeps a share too small to ever be drawn beside others, but not nothing,
 * so that it still serves when it is all there is and no formula divides by zero.
 */
export function weightOf(target: Target): number {
  return target.weight > 0 ? target.weight : drained;
}

const drained = 1e-300;
