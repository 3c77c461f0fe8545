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
