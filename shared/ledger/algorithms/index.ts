import type { CounterRule } from '../rule.ts';
import type { Algorithm } from './algorithm.ts';
import { budget } from './budget.ts';
import { concurrency } from './concurrency.ts';
import { fixedWindow } from './fixed-window.ts';
import { slidingWindow } from './sliding-window.ts';
import { tokenBucket } from './token-bucket.ts';

/** Every way of counting, by the kind of its rule. */
export const algorithms: Readonly<Record<CounterRule['kind'], Algorithm>> = {
  'token-bucket': tokenBucket,
  'fixed-window': fixedWindow,
  'sliding-window': slidingWindow,
  concurrency,
  budget,
};

/** The way of counting of a kind. By comparing: engines are slow to look up names that change from one time to the next. */
export function algorithmOf(kind: CounterRule['kind']): Algorithm {
  if (kind === 'token-bucket') return tokenBucket;
  if (kind === 'sliding-window') return slidingWindow;
  return kind === 'budget' ? budget : algorithms[kind];
}
