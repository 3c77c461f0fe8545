import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maglevTable } from '../../../../shared/upstream/balancers/maglev-table.ts';
import { LiveTarget } from '../../../../shared/upstream/live-target.ts';
import { targetsOf } from '../../../support/targets.ts';

const tableOf = (weights: readonly number[], size = 65_537) =>
  maglevTable(
    targetsOf(weights).map((target, i) => new LiveTarget(target, i)),
    size,
  );

const slotsOf = (table: Uint32Array, count: number) =>
  Array.from({ length: count }, (_, owner) => table.filter((index) => index === owner).length);

describe('maglevTable', () => {
  test('gives targets of one weight the same number of slots, but for one', () => {
    const slots = slotsOf(tableOf([1, 1, 1, 1, 1]), 5);

    assert.ok(Math.max(...slots) - Math.min(...slots) <= 1, `${slots}`);
    assert.equal(
      slots.reduce((sum, count) => sum + count),
      65_537,
    );
  });

  test('gives each target slots by its weight', () => {
    const slots = slotsOf(tableOf([1, 2, 5], 8009), 3);

    for (const [i, weight] of [1, 2, 5].entries()) {
      assert.ok(Math.abs(slots[i]! - (8009 * weight) / 8) <= 5, `${slots}`);
    }
  });

  test('gives a target of weight 0 no slot', () => {
    assert.deepEqual(slotsOf(tableOf([0, 1], 101), 2), [0, 101]);
  });

  test('is there also without targets', () => {
    assert.equal(tableOf([], 101).length, 101);
  });
});
