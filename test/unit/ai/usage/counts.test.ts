import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countIn, mergeCounts, unused, usageOfCounts } from '../../../../shared/ai/usage/counts.ts';

describe('reports of one stream', () => {
  test('are merged field by field: the larger counts, and what is left out takes nothing back', () => {
    const merged = mergeCounts({ freshInput: 9, output: 1, cachedInput: 4 }, { output: 7, cachedInput: 0 });

    assert.deepEqual(merged, { freshInput: 9, output: 7, cachedInput: 4 });
    assert.equal(mergeCounts(undefined, merged), merged);
    assert.equal(mergeCounts(merged, undefined), merged);
  });
});

describe('reported numbers', () => {
  test('make a total of input and output, whatever stands beside them', () => {
    assert.deepEqual(usageOfCounts({ freshInput: 3, cachedInput: 100, cacheWrite: 20, output: 7 }), {
      ...unused,
      input: 123,
      output: 7,
      cachedInput: 100,
      cacheWrite: 20,
    });
    assert.deepEqual(usageOfCounts({ input: 3, output: 7, reasoning: 5, total: 15 }), {
      ...unused,
      input: 3,
      output: 12,
      reasoning: 5,
    });
  });

  test('never say that a part is larger than the whole', () => {
    const kept = usageOfCounts({ input: 9, output: 0, cacheWrite: 4, hourCacheWrite: 7 });
    const usage = usageOfCounts({ input: 3, output: 2, cachedInput: 9, reasoning: 9, audioInput: 9, audioOutput: 9 });

    assert.deepEqual(kept, { ...unused, input: 9, cacheWrite: 4, hourCacheWrite: 4 });
    assert.deepEqual(usage, {
      ...unused,
      input: 3,
      output: 2,
      cachedInput: 3,
      reasoning: 2,
      audioInput: 3,
      audioOutput: 2,
    });
  });

  test('are no report when all are zero or absent', () => {
    assert.equal(usageOfCounts({ input: 0, output: 0, total: 0 }), undefined);
    assert.equal(usageOfCounts({}), undefined);
    assert.equal(usageOfCounts(undefined), undefined);
  });

  test('say which half is missing, unless the total tells of it', () => {
    assert.deepEqual(usageOfCounts({ output: 7, total: 7 }), { ...unused, output: 7, lacksInput: true });
    assert.deepEqual(usageOfCounts({ input: 7 }), { ...unused, input: 7, lacksOutput: true });
    assert.deepEqual(usageOfCounts({ input: 7, total: 7 }), { ...unused, input: 7 });
    assert.deepEqual(usageOfCounts({ output: 7, total: 9 }), { ...unused, input: 2, output: 7 });
    assert.deepEqual(usageOfCounts({ total: 9 }), { ...unused, input: 9 });
  });

  test('count only when they can be numbers of tokens', () => {
    const json = { good: 7, part: 1.2, negative: -1, text: '7', none: null, endless: Number.POSITIVE_INFINITY };

    assert.deepEqual(
      Object.keys(json).map((name) => countIn(json, name)),
      [7, 2, undefined, undefined, undefined, undefined],
    );
  });
});
