import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { adaptive } from '../../../../shared/upstream/balancers/adaptive.ts';
import { adjustWeight, defaultTuning } from '../../../../shared/upstream/balancers/adaptive-weight.ts';
import { Balancing } from '../../../support/balancing.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { targetsOf } from '../../../support/targets.ts';

const adjusted = (weight: number, errorRate: number, latencyMs: number) =>
  Math.round(adjustWeight(weight, 100, { errorRate, latencyMs }, defaultTuning) * 100) / 100;

describe('adjustWeight', () => {
  test('lowers a weight by the errors beyond the threshold', () => {
    assert.equal(adjusted(100, 0.05, 0), 110);
    assert.equal(adjusted(100, 0.1, 0), 85);
    assert.equal(adjusted(100, 0.14, 0), 73);
    assert.equal(adjusted(100, 1, 0), 73);
  });

  test('lowers a weight by the latency beyond the threshold', () => {
    assert.equal(adjusted(100, 0, 500), 110);
    assert.equal(adjusted(100, 0, 1000), 85);
  });

  test('keeps a weight between a tenth and twice the configured one', () => {
    assert.equal(adjusted(195, 0, 0), 200);
    assert.equal(adjusted(11, 1, 9000), 10);
  });
});

describe('adaptive', () => {
  for (const [trouble, bad] of [
    ['fails', { tookMs: 10, status: 500 }],
    ['is slow', { tookMs: 2000, status: 200 }],
  ] as const) {
    test(`sends less to a target that ${trouble}, and more again when it recovers`, () => {
      const balancing = new Balancing({ balancer: adaptive, targets: targetsOf([1, 1]) });
      const before = shareOfFirst(balancing);

      for (let i = 0; i < 150; i += 1) {
        balancing.request({}, { ...bad, tried: ['t1:80'] });
        balancing.request({}, { tookMs: 10, tried: ['t0:80'] });
      }
      const during = shareOfFirst(balancing);
      for (let interval = 0; interval < 20; interval += 1) {
        for (let i = 0; i < 150; i += 1) balancing.request({}, { tookMs: 100, tried: [`t${i % 2}:80`] });
        for (let i = 0; i < 150; i += 1) balancing.request({}, { tookMs: 10, tried: ['t1:80'] });
      }

      assert.ok(before > 0.4, `${before}`);
      assert.ok(during < 0.2, `${during}`);
      assert.ok(shareOfFirst(balancing) > 0.35, `${shareOfFirst(balancing)}`);
    });
  }

  test('leaves weights alone after few requests', () => {
    const balancing = new Balancing({ balancer: adaptive, targets: targetsOf([1, 1]) });
    for (let i = 0; i < 90; i += 1) balancing.request({}, { status: 500, tried: ['t1:80'] });
    balancing.clock.advance(10_000);

    assert.ok(shareOfFirst(balancing) > 0.4);
  });
});

/** What share of the requests the first target gets, once the weights are adjusted; tells the balancer nothing. */
function shareOfFirst({ upstream, clock }: Balancing): number {
  clock.advance(10_000);
  let first = 0;
  for (let i = 0; i < 1000; i += 1) {
    const exchange = routedExchange();
    const target = upstream.pick(exchange, [])!;
    upstream.release(exchange, target, { kind: 'client-left', tookMs: 0 });
    if (target.index === 0) first += 1;
  }
  return first / 1000;
}
