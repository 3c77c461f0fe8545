import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Counts, unused, usageOfCounts } from '../../../../shared/ai/usage/counts.ts';
import { type KnownUse, measuredUsage } from '../../../../shared/ai/usage/measured-usage.ts';

const counted = { countedInput: 40, countedOutput: 9 };
const usage = (input: number, output: number) => ({ ...unused, input, output });

describe('what a request is charged', () => {
  test('is what the provider reported of a complete answer, whatever was counted', () => {
    const measured = measuredUsage({ reported: usage(30, 2), isComplete: true, ...counted });

    assert.deepEqual(measured, { ...usage(30, 2), source: 'reported' });
  });

  test('is what was counted where nothing was reported', () => {
    const measured = measuredUsage({ reported: undefined, isComplete: true, ...counted });

    assert.deepEqual(measured, { ...usage(40, 9), source: 'counted' });
  });

  test('is never less than what came of a stream that broke off after its first report', () => {
    const measured = measuredUsage({ reported: usage(30, 1), isComplete: false, ...counted });

    assert.deepEqual(measured, { ...usage(30, 9), source: 'mixed' });
  });

  test('is what was counted of a half that was not reported, and what was reported of the other', () => {
    const measure = (counts: Counts, rest: Partial<KnownUse> = {}) => {
      const { input, output, source } = measuredUsage({
        reported: usageOfCounts(counts),
        ...{ isComplete: true, ...counted, ...rest },
      });
      return [input, output, source];
    };

    assert.deepEqual(measure({ output: 7 }), [40, 7, 'mixed']);
    assert.deepEqual(measure({ cachedInput: 30, output: 7 }), [40, 7, 'mixed']);
    assert.deepEqual(measure({ input: 7 }), [7, 9, 'mixed']);
    assert.deepEqual(measure({ input: 7, reasoning: 5 }), [7, 14, 'mixed']);
    assert.deepEqual(measure({ input: 7, output: 0 }), [7, 0, 'reported']);
    // Embeddings have no output to report.
    assert.deepEqual(measure({ input: 7 }, { countedOutput: 0 }), [7, 0, 'reported']);
  });

  test('is what the reported total leaves for a half that was not reported', () => {
    const measure = (counts: Counts) =>
      measuredUsage({ reported: usageOfCounts(counts), isComplete: true, ...counted });

    assert.deepEqual(measure({ output: 7, total: 20 }), { ...usage(13, 7), source: 'reported' });
    assert.deepEqual(measure({ input: 7, total: 20 }), { ...usage(7, 13), source: 'reported' });
  });
});
