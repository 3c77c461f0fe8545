import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { roundRobin } from '../../../../shared/upstream/balancers/round-robin.ts';
import { Balancing } from '../../../support/balancing.ts';
import { targetsOf } from '../../../support/targets.ts';

describe('round-robin', () => {
  test('takes each target once in every round, whatever the weights', () => {
    const balancing = new Balancing({ balancer: roundRobin, targets: targetsOf([1, 9, 1]) });

    for (let round = 0; round < 10; round += 1) {
      assert.deepEqual(balancing.counts(3), { 't0:80': 1, 't1:80': 1, 't2:80': 1 });
    }
  });

  test('does not begin with the same target in every process', () => {
    const firsts = Array.from({ length: 50 }, (_, seed) =>
      new Balancing({ balancer: roundRobin, targets: targetsOf([1, 1, 1]), seed }).request(),
    );

    assert.equal(new Set(firsts).size, 3);
  });
});
