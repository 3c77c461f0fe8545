import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { unused } from '../../../../shared/ai/usage/counts.ts';
import { measuredUsage } from '../../../../shared/ai/usage/measured-usage.ts';

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
});
