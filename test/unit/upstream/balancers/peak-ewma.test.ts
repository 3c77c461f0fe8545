import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { peakEwma } from '../../../../shared/upstream/balancers/peak-ewma.ts';
import { PeakLatency } from '../../../../shared/upstream/balancers/peak-latency.ts';
import { Balancing } from '../../../support/balancing.ts';
import { targetsOf } from '../../../support/targets.ts';

describe('PeakLatency', () => {
  test('follows a rise at once', () => {
    const latency = new PeakLatency(1, 10_000);
    latency.note(0, 10);
    latency.note(1, 500);

    assert.equal(latency.estimate(1), 500);
  });

  test('follows a fall by what is left of the average after the time between', () => {
    const latency = new PeakLatency(1, 10_000);
    latency.note(0, 1000);
    latency.note(10_000, 0);

    assert.equal(Math.round(latency.estimate(10_000)), 368);
  });

  test('forgets what nobody measures, down to the first guess', () => {
    const latency = new PeakLatency(1, 10_000);
    latency.note(0, 1000);

    assert.equal(Math.round(latency.estimate(10_000)), 368);
    assert.equal(latency.estimate(1_000_000), 1);
  });
});

describe('peak-ewma', () => {
  test('sends most to the fastest target', () => {
    const balancing = new Balancing({ balancer: peakEwma, targets: targetsOf([1, 1]) });
    balancing.request({}, { tookMs: 200, tried: ['t1:80'] });
    balancing.request({}, { tookMs: 20, tried: ['t0:80'] });

    const counts = balancing.counts(100);

    assert.equal(counts['t1:80'], 100);
  });

  test('weighs two requests under way as four times the latency', () => {
    for (const [tookMs, expected] of [
      [401, 't1:80'],
      [399, 't0:80'],
    ] as const) {
      const balancing = new Balancing({
        ...{ balancer: peakEwma, targets: targetsOf([1, 1]), options: { decayMs: 1e12 } },
      });
      balancing.request({}, { tookMs, tried: ['t1:80'] });
      balancing.request({}, { tookMs: 100, tried: ['t0:80'] });
      for (let i = 0; i < 2; i += 1) balancing.hold({}, ['t0:80']);

      assert.equal(balancing.hold(), expected);
    }
  });

  test('does not take a target that fails fast for a fast one', () => {
    const balancing = new Balancing({ balancer: peakEwma, targets: targetsOf([1, 1]) });
    balancing.request({}, { tookMs: 1, status: 503, tried: ['t1:80'] });
    balancing.request({}, { tookMs: 300, tried: ['t0:80'] });

    assert.equal(balancing.hold(), 't1:80');
  });

  test('tries a target again that was slow long ago', () => {
    const balancing = new Balancing({ balancer: peakEwma, targets: targetsOf([1, 1]) });
    balancing.request({}, { tookMs: 5000, tried: ['t1:80'] });

    const seen = Array.from({ length: 100 }, () => balancing.request({}, { tookMs: 1000 }));

    assert.ok(seen.includes('t0:80'));
  });
});
