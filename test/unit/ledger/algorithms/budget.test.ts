import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budget } from '../../../../shared/ledger/algorithms/budget.ts';
import type { Budget } from '../../../../shared/ledger/rule.ts';

const rule: Budget = { kind: 'budget', limit: 100, starts: [0, 1000, 2000, 3000, 4000], carryMax: 150 };

test('carries over what was left, period by period, up to the most', () => {
  const numbers = budget.fresh(rule, 0);
  budget.take(numbers, 70, false);

  budget.advance(numbers, rule, 1000);
  assert.deepEqual(budget.view(numbers, rule, 1000), { limit: 130, remaining: 130, resetMs: 0 });
  budget.advance(numbers, rule, 2999);
  assert.equal(budget.room(numbers, rule), 230);
  budget.advance(numbers, rule, 3000);
  assert.equal(budget.room(numbers, rule), 250);
});

test('carries the same over whether it was looked at in between or not', () => {
  const looked = budget.fresh(rule, 0);
  const left = budget.fresh(rule, 0);
  for (const numbers of [looked, left]) budget.take(numbers, 95, false);

  for (const now of [1000, 2000, 3000]) budget.advance(looked, rule, now);
  budget.advance(left, rule, 3000);

  assert.deepEqual(looked, left);
});

test('owes nothing to the next period, and leaves it nothing, when more was used than there was', () => {
  const numbers = budget.fresh(rule, 0);
  budget.take(numbers, 180, false);

  assert.equal(budget.room(numbers, rule), -80);
  budget.advance(numbers, rule, 1000);
  assert.equal(budget.room(numbers, rule), 100);
});

test('a period that was passed over before the known starts counts once', () => {
  const numbers = budget.fresh({ ...rule, starts: [-9000, -8000, -7000] }, -9000);

  budget.advance(numbers, rule, 0);

  assert.equal(budget.room(numbers, rule), 200);
});

test('takes the nearest period when the clock is outside of all', () => {
  const late = budget.fresh(rule, 99_000);
  const early = budget.fresh({ ...rule, starts: [500, 1000, 2000] }, 0);

  assert.equal(budget.mark(late), 3000);
  assert.equal(budget.mark(early), 500);
  assert.ok(budget.waitMs(late, rule, 101, 99_000) >= 1);
});

test('is not idle where what comes after its last known period still counts in it', () => {
  const numbers = budget.fresh({ ...rule, carryMax: 0 }, 99_000);
  budget.take(numbers, 100, false);

  assert.equal(budget.idleAt(numbers), 100_000);
  budget.advance(numbers, { ...rule, carryMax: 0 }, 99_500);
  assert.equal(budget.idleAt(numbers), 100_500);
});

test('waits for as many periods as it takes to carry enough over', () => {
  const numbers = budget.fresh(rule, 500);
  budget.take(numbers, 100, false);

  assert.equal(budget.waitMs(numbers, rule, 100, 500), 500);
  assert.equal(budget.waitMs(numbers, rule, 101, 500), 1500);
  assert.equal(budget.waitMs(numbers, rule, 250, 500), 2500);
  assert.equal(budget.waitMs(numbers, rule, 251, 500), Infinity);
});

test('settles only what belongs to the present period', () => {
  const numbers = budget.fresh(rule, 0);
  budget.take(numbers, 10, true);
  const mark = budget.mark(numbers);

  budget.settle(numbers, 10, 30, mark);
  assert.equal(budget.room(numbers, rule), 70);
  budget.advance(numbers, rule, 1000);
  budget.settle(numbers, 10, 90, mark);

  assert.equal(budget.room(numbers, rule), 170);
});

test('carries no more than a reload allows', () => {
  const numbers = budget.fresh(rule, 0);
  budget.advance(numbers, rule, 1000);

  const tighter = { ...rule, carryMax: 20 };
  budget.advance(numbers, tighter, 1000);

  assert.equal(budget.room(numbers, tighter), 120);
});
