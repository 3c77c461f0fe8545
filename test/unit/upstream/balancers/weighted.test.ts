import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { weighted } from '../../../../shared/upstream/balancers/weighted.ts';
import { Balancing } from '../../../support/balancing.ts';
import { targetOf, targetsOf } from '../../../support/targets.ts';

describe('weighted', () => {
  test('mixes the turns of heavy and light targets', () => {
    const balancing = new Balancing({
      balancer: weighted,
      targets: [targetOf('a', 5), targetOf('b', 1), targetOf('c', 1)],
    });

    const turns = Array.from({ length: 7 }, () => balancing.request()).join('');

    assert.equal(turns, 'aabacaa');
  });

  test('keeps to the weights exactly in every round', () => {
    const balancing = new Balancing({ balancer: weighted, targets: targetsOf([3, 2, 1]) });

    for (let round = 0; round < 10; round += 1) {
      assert.deepEqual(balancing.counts(6), { 't0:80': 3, 't1:80': 2, 't2:80': 1 });
    }
  });
});
