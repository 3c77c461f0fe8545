import { CharCounter } from './char-counter.ts';
import { countableRequest, estimateOf } from './estimate-request.ts';
import type { Estimator } from './estimator.ts';
import type { TextCounter } from './text-counter.ts';
import { WordCounter } from './word-counter.ts';

/** Estimates by characters or by words: no vocabulary, and no model is told from another. */
export function plainEstimator(method: 'chars' | 'words', defaultOutput: number): Estimator {
  const counter = counters[method];
  const count = (text: string): number => {
    const counting = counter();
    counting.add(text);
    return counting.total();
  };
  return {
    method,
    estimate(request) {
      const countable = countableRequest(request, defaultOutput);
      let total = 0;
      for (const text of countable.texts) total += count(text);
      return estimateOf(countable, total);
    },
    count,
    counter,
  };
}

const counters: Readonly<Record<'chars' | 'words', () => TextCounter>> = {
  chars: () => new CharCounter(),
  words: () => new WordCounter(),
};
