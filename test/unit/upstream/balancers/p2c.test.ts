import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { p2c } from '../../../../shared/upstream/balancers/p2c.ts';
import { Balancing } from '../../../support/balancing.ts';
import { targetsOf } from '../../../support/targets.ts';

describe('p2c', () => {
  for (const weights of [
    [1, 1, 1],
    [1, 2, 3],
  ]) {
    test(`compares two different targets, never one with itself, at weights ${weights}`, () => {
      const balancing = new Balancing({ balancer: p2c, targets: targetsOf(weights) });
      for (let held = 0; held < 50; held += 1) balancing.hold({}, ['t1:80', 't2:80']);

      const counts = balancing.counts(500);

      assert.equal(counts['t0:80'], 0);
      assert.ok(counts['t1:80']! > 50 && counts['t2:80']! > 50);
    });
  }

  test('fills targets by their weights', () => {
    const balancing = new Balancing({ balancer: p2c, targets: targetsOf([1, 3]) });

    for (let held = 0; held < 400; held += 1) balancing.hold();

    const [light, heavy] = balancing.upstream.targets.map(({ inFlight }) => inFlight);
    assert.ok(Math.abs(light! - 100) <= 4, `${light} and ${heavy}`);
  });
});
