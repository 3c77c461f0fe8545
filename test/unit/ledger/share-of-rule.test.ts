import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCounter } from '../../../shared/ledger/check-claims.ts';
import type { TokenBucket } from '../../../shared/ledger/rule.ts';
import { shareOfRule } from '../../../shared/ledger/share-of-rule.ts';

const DAY_MS = 86_400_000;
const perDay = (refill: number): TokenBucket => ({ kind: 'token-bucket', capacity: refill, refill, perMs: DAY_MS });

test('a bucket holds its share and fills as much slower', () => {
  assert.deepEqual(shareOfRule(perDay(10), 0.5), { ...perDay(10), capacity: 5, perMs: 2 * DAY_MS });
  assert.deepEqual(shareOfRule(perDay(10_000), 0.5), perDay(5000));
});

test('a share of whatever can be counted can be counted', () => {
  for (const refill of [1, 999, 1000, 1e6, DAY_MS, 1e9, 1e15]) {
    for (const share of [0.001, 0.1, 0.5, 1]) checkCounter({ key: 'key', rule: shareOfRule(perDay(refill), share) });
  }
});

test('a small limit lets a little through, and none lets nothing', () => {
  assert.deepEqual(shareOfRule({ kind: 'concurrency', limit: 3 }, 0.1), { kind: 'concurrency', limit: 1 });
  assert.deepEqual(shareOfRule({ kind: 'concurrency', limit: 0 }, 0.1), { kind: 'concurrency', limit: 0 });
});
