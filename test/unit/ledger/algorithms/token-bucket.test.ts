import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenBucket } from '../../../../shared/ledger/algorithms/token-bucket.ts';
import type { TokenBucket } from '../../../../shared/ledger/rule.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const DAY_MS = 86_400_000;
const seed = testSeed();
const rule: TokenBucket = { kind: 'token-bucket', capacity: 10, refill: 3, perMs: 1000 };

test('loses no fraction, however often it is looked at', () => {
  const numbers = emptied(rule, 0);

  for (let now = 1; now <= 3000; now += 1) tokenBucket.advance(numbers, rule, now);

  assert.equal(tokenBucket.room(numbers, rule), 9);
});

test(`looked at often or once, it holds the same (SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  for (let round = 0; round < 300; round += 1) {
    const odd: TokenBucket = {
      kind: 'token-bucket',
      capacity: 1 + random.below(1e9),
      refill: 1 + random.below(1e6),
      perMs: 1 + random.below(DAY_MS),
    };
    const often = emptied(odd, 0);
    const once = emptied(odd, 0);
    let now = 0;
    for (let look = 0; look < 20; look += 1) {
      now += random.below(1_000_000);
      tokenBucket.advance(often, odd, now);
    }
    tokenBucket.advance(once, odd, now);

    assert.deepEqual(often, once);
    const exact = Number((BigInt(now) * BigInt(odd.refill)) / BigInt(odd.perMs));
    assert.equal(tokenBucket.room(once, odd), Math.min(odd.capacity, exact));
  }
});

test(`says the very millisecond at which an amount fits (SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  for (let round = 0; round < 300; round += 1) {
    const odd: TokenBucket = { ...rule, capacity: 100, refill: 1 + random.below(200), perMs: 1 + random.below(5000) };
    const numbers = emptied(odd, 0);
    const now = random.below(odd.perMs);
    tokenBucket.advance(numbers, odd, now);
    const amount = 1 + random.below(100);
    if (tokenBucket.room(numbers, odd) >= amount) continue;

    const waitMs = tokenBucket.waitMs(numbers, odd, amount, now);

    tokenBucket.advance(numbers, odd, now + waitMs - 1);
    assert.ok(tokenBucket.room(numbers, odd) < amount);
    tokenBucket.advance(numbers, odd, now + waitMs);
    assert.ok(tokenBucket.room(numbers, odd) >= amount);
  }
});

test('stays exact where a day of refills is beyond 2^53 parts', () => {
  const huge: TokenBucket = { kind: 'token-bucket', capacity: 2 ** 52, refill: 86_400_001, perMs: DAY_MS };
  const numbers = emptied(huge, 0);

  tokenBucket.advance(numbers, huge, DAY_MS - 1);
  const before = tokenBucket.room(numbers, huge);
  tokenBucket.advance(numbers, huge, DAY_MS);

  assert.equal(before, 86_400_000 - 1);
  assert.equal(tokenBucket.room(numbers, huge), 86_400_001);
});

test('is full and no more after time has jumped far ahead', () => {
  const numbers = emptied(rule, 0);

  tokenBucket.advance(numbers, rule, Number.MAX_SAFE_INTEGER);

  assert.equal(tokenBucket.room(numbers, rule), 10);
});

test('gives nothing while time stands still or goes back', () => {
  const numbers = emptied(rule, 10_000);

  tokenBucket.advance(numbers, rule, 10_000);
  tokenBucket.advance(numbers, rule, 0);

  assert.equal(tokenBucket.room(numbers, rule), 0);
  tokenBucket.advance(numbers, rule, 10_334);
  assert.equal(tokenBucket.room(numbers, rule), 1);
});

test('pays a debt before it gives', () => {
  const numbers = tokenBucket.fresh(rule, 0);
  tokenBucket.take(numbers, 10, true);
  tokenBucket.settle(numbers, 10, 40, 0);

  assert.equal(tokenBucket.room(numbers, rule), -30);
  assert.equal(tokenBucket.waitMs(numbers, rule, 1, 0), 10_334);
  tokenBucket.advance(numbers, rule, 10_000);
  assert.equal(tokenBucket.room(numbers, rule), 0);
});

test('keeps what was taken when its capacity or its pace changes', () => {
  const numbers = emptied(rule, 0);
  tokenBucket.advance(numbers, rule, 500);

  const slower: TokenBucket = { ...rule, capacity: 20, refill: 1, perMs: 2000 };
  tokenBucket.advance(numbers, slower, 500);

  assert.equal(tokenBucket.room(numbers, slower), 11);
  assert.equal(tokenBucket.waitMs(numbers, slower, 12, 500), 1000);
});

test('is not idle while a reservation of nothing may be settled', () => {
  const numbers = tokenBucket.fresh(rule, 0);
  tokenBucket.take(numbers, 0, true);

  assert.equal(tokenBucket.idleAt(numbers), Infinity);
  tokenBucket.settle(numbers, 0, 3, 0);
  assert.equal(tokenBucket.idleAt(numbers), 1000);
});

test('counts no higher than numbers are exact', () => {
  const numbers = tokenBucket.fresh(rule, 0);

  for (let i = 0; i < 3; i += 1) tokenBucket.take(numbers, Number.MAX_SAFE_INTEGER, false);

  assert.ok(Number.isSafeInteger(numbers[0]));
});

/** A bucket from which all was just taken. */
function emptied(of: TokenBucket, now: number): number[] {
  const numbers = tokenBucket.fresh(of, now);
  tokenBucket.take(numbers, of.capacity, false);
  return numbers;
}
