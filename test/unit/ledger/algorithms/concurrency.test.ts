import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concurrency } from '../../../../shared/ledger/algorithms/concurrency.ts';
import type { Concurrency } from '../../../../shared/ledger/rule.ts';

const rule: Concurrency = { kind: 'concurrency', limit: 3 };

test('gives back every place, whatever the actual amount', () => {
  const numbers = concurrency.fresh(rule, 0);
  concurrency.take(numbers, 2, true);

  concurrency.settle(numbers, 2, 99, 0);

  assert.equal(concurrency.room(numbers, rule), 3);
});

test('never comes back by time alone', () => {
  const numbers = concurrency.fresh(rule, 0);
  concurrency.take(numbers, 3, true);

  concurrency.advance(numbers, rule, Number.MAX_SAFE_INTEGER);

  assert.equal(concurrency.room(numbers, rule), 0);
  assert.equal(concurrency.idleAt(numbers), Infinity);
});

test('waits for ever only for more than there are', () => {
  const numbers = concurrency.fresh(rule, 0);
  concurrency.take(numbers, 3, true);

  assert.equal(concurrency.waitMs(numbers, rule, 3, 0), 1);
  assert.equal(concurrency.waitMs(numbers, rule, 4, 0), Infinity);
});
