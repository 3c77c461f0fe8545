import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SlidingCounts } from '../../../shared/upstream/sliding-counts.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

describe('SlidingCounts', () => {
  test('forgets events in steps of a tenth of the window', () => {
    const counts = new SlidingCounts(1000);
    counts.add(5000, 1, 1);
    counts.add(5500, 2, 0);

    assert.deepEqual([counts.all(5999), counts.marked(5999)], [3, 1]);
    assert.deepEqual([counts.all(6000), counts.marked(6000)], [2, 0]);
    assert.deepEqual([counts.all(6500), counts.marked(6500)], [0, 0]);
  });

  test('forgets everything after a long silence', () => {
    const counts = new SlidingCounts(1000);
    counts.add(0, 7, 3);

    assert.equal(counts.all(1_000_000), 0);
  });

  const seed = testSeed();
  test(`agrees with a list of the events (SEED=${seed})`, () => {
    const random = new SeededRandom(seed);
    const counts = new SlidingCounts(1000);
    const events: { at: number; marked: number }[] = [];
    let now = 0;

    for (let i = 0; i < 2000; i += 1) {
      now += random.below(random.next() < 0.05 ? 1500 : 60);
      const marked = random.below(2);
      counts.add(now, 1, marked);
      events.push({ at: now, marked });
      const since = Math.floor(now / 100) * 100 - 900;
      const recent = events.filter(({ at }) => at >= since);
      assert.equal(counts.all(now), recent.length);
      assert.equal(counts.marked(now), recent.filter((event) => event.marked === 1).length);
    }
  });
});
