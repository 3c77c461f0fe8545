import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consistentHash } from '../../../../shared/upstream/balancers/consistent-hash.ts';
import { Balancing } from '../../../support/balancing.ts';
import { targetsOf } from '../../../support/targets.ts';

const targets = targetsOf([1, 1, 1]);

describe('consistent-hash', () => {
  test('lets no target carry more than its share times the bound, even of one key', () => {
    for (const loadBound of [1, 1.25, 2]) {
      const balancing = new Balancing({ balancer: consistentHash, targets, options: { loadBound } });

      for (let held = 1; held <= 120; held += 1) {
        balancing.hold();
        const most = Math.max(...balancing.upstream.targets.map(({ inFlight }) => inFlight));
        assert.ok(most <= Math.ceil((loadBound * held) / 3), `${most} of ${held} at bound ${loadBound}`);
      }
    }
  });

  test('bounds each target by its weight', () => {
    const balancing = new Balancing({
      balancer: consistentHash,
      targets: targetsOf([1, 4]),
      options: { loadBound: 1 },
    });

    for (let held = 0; held < 100; held += 1) balancing.hold();

    assert.deepEqual(
      balancing.upstream.targets.map(({ inFlight }) => inFlight),
      [20, 80],
    );
  });

  test('keeps a key at its target whatever the load when the bound is off', () => {
    const balancing = new Balancing({ balancer: consistentHash, targets, options: { loadBound: 0 } });

    const held = Array.from({ length: 50 }, () => balancing.hold());

    assert.equal(new Set(held).size, 1);
  });

  test('goes by the part of the request that the key names', () => {
    const options = { key: { from: 'header', name: 'x-user' } } as const;
    const balancing = new Balancing({ balancer: consistentHash, targets, options });

    const byUser = Array.from({ length: 60 }, (_, i) => balancing.request({ headers: { 'x-user': `u${i}` } }));
    const byAddress = Array.from({ length: 60 }, (_, i) =>
      balancing.request({ headers: { 'x-user': 'ann' }, address: `192.0.2.${i}` }),
    );

    assert.equal(new Set(byUser).size, 3);
    assert.equal(new Set(byAddress).size, 1);
  });
});
