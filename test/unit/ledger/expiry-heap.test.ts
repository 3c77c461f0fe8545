import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpiryHeap } from '../../../shared/ledger/expiry-heap.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const seed = testSeed();

test(`gives ids back by their time, whatever the order they came in (SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  const heap = new ExpiryHeap();
  const times = Array.from({ length: 1000 }, () => random.below(500));
  for (const at of times) heap.push(at, String(at));

  heap.keep((id) => Number(id) % 3 !== 0);
  const popped: number[] = [];
  while (heap.size > 0) popped.push(Number(heap.pop()));

  assert.deepEqual(
    popped,
    times.filter((at) => at % 3 !== 0).sort((a, b) => a - b),
  );
  assert.equal(heap.first, Infinity);
});
