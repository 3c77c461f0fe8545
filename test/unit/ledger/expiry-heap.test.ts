import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Expiring, ExpiryHeap } from '../../../shared/ledger/expiry-heap.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const seed = testSeed();

test(`gives back what it was given by its time, whatever the order they came in (SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  const heap = new ExpiryHeap<Expiring>();
  const times = Array.from({ length: 1000 }, () => random.below(500));
  for (const expiresAt of times) heap.push({ expiresAt });

  heap.keep(({ expiresAt }) => expiresAt % 3 !== 0);
  const popped: number[] = [];
  while (heap.size > 0) popped.push(heap.pop().expiresAt);

  assert.deepEqual(
    popped,
    times.filter((at) => at % 3 !== 0).sort((a, b) => a - b),
  );
  assert.equal(heap.first, undefined);
});
