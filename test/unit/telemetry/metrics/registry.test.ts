import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mostSeries, type Owner, Registry } from '../../../../shared/telemetry/metrics/registry.ts';

describe('series of metrics', () => {
  test('are the same for the same labels, so that counts go on over a reload', () => {
    const registry = new Registry();
    registry.counter('bytesIn', 'route a', 'a').add(2);
    registry.counter('bytesIn', 'route a', 'a').add(3);

    assert.deepEqual(registry.samples().bytesIn, [{ labels: ['a'], value: 5 }]);
  });

  test('are no more than a bound; what comes after is counted together, and nothing is lost', () => {
    const registry = new Registry();
    for (let i = 0; i < mostSeries + 500; i += 1) registry.counter('tokens', 'route a', 'a', `m${i}`, 'input').add();

    const samples = registry.samples().tokens!;
    assert.equal(samples.length, mostSeries);
    assert.deepEqual(samples.at(-1), { labels: ['other', 'other', 'other'], value: 501 });
  });

  test('go with their owner, and make room', () => {
    const registry = new Registry();
    for (let i = 0; i < mostSeries; i += 1) registry.counter('bytesOut', `route ${i}`, `${i}`).add();
    registry.keep(new Set<Owner>(['route 1', 'route 2']));
    registry.counter('bytesOut', 'route new', 'new').add();

    assert.deepEqual(
      registry.samples().bytesOut?.map(({ labels }) => labels[0]),
      ['1', '2', 'other', 'new'],
    );
  });

  test('of a histogram are shown once something was observed, each value in one bucket', () => {
    const registry = new Registry();
    const histogram = registry.histogram('durations', 'route a', 'a');
    assert.deepEqual(registry.samples().durations, []);
    for (const seconds of [0.001, 0.0011, 0.5, 1000]) histogram.observe(seconds);

    const [sample] = registry.samples().durations!;
    assert.deepEqual(sample!.counts, [1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    assert.ok(Math.abs(sample!.value - 1000.5021) < 1e-9);
  });
});
