import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { costOf } from '../../../../shared/ai/money/cost-of.ts';
import { decimalOf, microUnits } from '../../../../shared/ai/money/micro-units.ts';
import type { PriceList } from '../../../../shared/ai/money/prices.ts';
import { unused } from '../../../../shared/ai/usage/counts.ts';
import type { Usage } from '../../../../shared/ai/usage.ts';

const simple: PriceList = { input: 2_500_000, output: 10_000_000 };

describe('the cost of a usage', () => {
  test('is tokens times price, in millionths', () => {
    assert.equal(costOf(usage({ input: 1000, output: 500 }), simple), 7500);
  });

  test('is rounded up, once', () => {
    const cheap = { input: 50_000, output: 400_000 };

    assert.equal(costOf(usage({ input: 1 }), cheap), 1);
    assert.equal(costOf(usage({ input: 21, output: 1 }), cheap), 2);
    assert.equal(costOf(usage({}), cheap), 0);
  });

  test('gives parts their own price, and the rest that of the whole', () => {
    const list = { ...simple, cachedInput: 1_250_000, cacheWrite: 3_000_000, reasoning: 20_000_000 };
    const used = usage({ input: 1000, cachedInput: 400, cacheWrite: 100, output: 100, reasoning: 60 });

    assert.equal(costOf(used, list), 500 * 2.5 + 400 * 1.25 + 100 * 3 + 40 * 10 + 60 * 20);
  });

  test('charges what is kept for an hour apart, and as the rest of what is kept where that has no price', () => {
    const list = { ...simple, cacheWrite: 3_000_000 };
    const used = usage({ input: 1000, cacheWrite: 100, hourCacheWrite: 30 });

    assert.equal(costOf(used, { ...list, hourCacheWrite: 5_000_000 }), 900 * 2.5 + 70 * 3 + 30 * 5);
    assert.equal(costOf(used, list), 900 * 2.5 + 100 * 3);
    assert.equal(costOf(used, { ...simple, hourCacheWrite: 5_000_000 }), 970 * 2.5 + 30 * 5);
  });

  test('charges cached and reasoning tokens as the whole where they have no price', () => {
    assert.equal(costOf(usage({ input: 100, cachedInput: 40, output: 10, reasoning: 10 }), simple), 350);
  });

  test('prices sound apart', () => {
    const list = { ...simple, audioInput: 40_000_000, audioOutput: 80_000_000 };

    assert.equal(
      costOf(usage({ input: 100, audioInput: 50, output: 20, audioOutput: 10 }), list),
      125 + 2000 + 100 + 800,
    );
  });

  test('never counts more parts than there are tokens', () => {
    const list = { ...simple, cachedInput: 1_000_000 };

    assert.equal(costOf(usage({ input: 10, cachedInput: 1000 }), list), 10);
  });

  test('takes the prices of long inputs above their length', () => {
    const list = { ...simple, tiers: [{ above: 200_000, input: 5_000_000, output: 15_000_000 }] };

    assert.equal(costOf(usage({ input: 200_000, output: 10 }), list), 500_100);
    assert.equal(costOf(usage({ input: 200_001, output: 10 }), list), 1_000_155);
  });

  test('is exact where doubles are not, and never more than can be counted', () => {
    const dear = { input: 999_999_999_999, output: 1 };

    assert.equal(costOf(usage({ input: 9_007_199_254 }), { input: 999_999, output: 0 }), 9_007_190_247);
    assert.equal(costOf(usage({ input: 4_000_000_000 }), dear), 3_999_999_999_996_000);
    assert.equal(costOf(usage({ input: 90_000_000_000 }), dear), Number.MAX_SAFE_INTEGER);
  });
});

describe('micro-units', () => {
  test('are whole, whatever the binary form of a decimal is', () => {
    assert.equal(microUnits(0.1), 100_000);
    assert.equal(microUnits(1.005), 1_005_000);
    assert.equal(microUnits(0.0375), 37_500);
    assert.equal(microUnits(0.000_000_15), 1);
  });

  test('are shown as decimals', () => {
    assert.deepEqual([0, 1, 7500, 1_234_560, -2_500_000].map(decimalOf), [
      '0.00',
      '0.000001',
      '0.0075',
      '1.23456',
      '-2.50',
    ]);
  });
});

function usage(part: Partial<Usage>): Usage {
  return { ...unused, ...part };
}
