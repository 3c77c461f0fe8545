import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LatencySketch } from '../../../../shared/upstream/hedging/latency-sketch.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

describe('LatencySketch', () => {
  test('tells every percentile to within a tenth', () => {
    const seed = Number(process.env['SEED'] ?? 7);
    const random = new SeededRandom(seed);
    const sketch = new LatencySketch(1000);
    const values = Array.from({ length: 5000 }, () => Math.exp(random.next() * 10));

    for (const value of values) sketch.note(0, value);

    values.sort((a, b) => a - b);
    for (const share of [0.5, 0.9, 0.95, 0.99]) {
      const exact = values[Math.ceil(values.length * share) - 1]!;
      const told = sketch.quantile(0, share);
      assert.ok(told >= exact * 0.99 && told <= exact * 1.11, `seed ${seed}: p${share} is ${exact}, told ${told}`);
    }
  });

  test('forgets what is older than its span', () => {
    const sketch = new LatencySketch(1000);

    sketch.note(0, 500);
    sketch.note(700, 5);

    assert.equal(sketch.count(999), 2);
    assert.equal(sketch.count(1000), 1);
    assert.ok(sketch.quantile(1000, 1) < 6);
    assert.equal(sketch.count(1500), 0);
  });

  test('begins anew after a long silence', () => {
    const sketch = new LatencySketch(1000);

    for (let at = 0; at < 5; at += 1) {
      sketch.note(at * 10_000, 100);
      assert.equal(sketch.count(at * 10_000), 1);
    }
  });

  test('holds what is too short or too long in its outermost buckets', () => {
    const sketch = new LatencySketch(1000);

    sketch.note(0, 0);
    assert.equal(sketch.quantile(0, 1), 1);
    sketch.note(0, 1e12);
    assert.ok(sketch.quantile(0, 1) > 60_000);
  });
});
