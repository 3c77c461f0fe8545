import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slidingWindow } from '../../../../shared/ledger/algorithms/sliding-window.ts';
import type { SlidingWindow } from '../../../../shared/ledger/rule.ts';

const rule: SlidingWindow = { kind: 'sliding-window', limit: 10, windowMs: 1000 };

test('lets go of a tenth only when the whole of it has left the window', () => {
  const numbers = slidingWindow.fresh(rule, 5000);
  slidingWindow.take(numbers, 10, false);

  slidingWindow.advance(numbers, rule, 6099);
  assert.equal(slidingWindow.room(numbers, rule), 0);
  slidingWindow.advance(numbers, rule, 6100);
  assert.equal(slidingWindow.room(numbers, rule), 10);
});

test('waits for as many tenths as hold what is missing', () => {
  const numbers = slidingWindow.fresh(rule, 5000);
  slidingWindow.take(numbers, 3, false);
  slidingWindow.advance(numbers, rule, 5250);
  slidingWindow.take(numbers, 7, false);

  assert.equal(slidingWindow.waitMs(numbers, rule, 3, 5250), 850);
  assert.equal(slidingWindow.waitMs(numbers, rule, 4, 5250), 1050);
  assert.equal(slidingWindow.waitMs(numbers, rule, 11, 5250), Infinity);
  assert.equal(slidingWindow.view(numbers, rule, 5250).resetMs, 850);
});

test('settles a reservation in the tenth it was made in', () => {
  const numbers = slidingWindow.fresh(rule, 5000);
  slidingWindow.take(numbers, 4, true);
  const mark = slidingWindow.mark(numbers);
  slidingWindow.advance(numbers, rule, 5700);

  slidingWindow.settle(numbers, 4, 6, mark);

  assert.equal(slidingWindow.room(numbers, rule), 4);
  slidingWindow.advance(numbers, rule, 6100);
  assert.equal(slidingWindow.room(numbers, rule), 10);
});

test('a settlement that comes after the window changes nothing', () => {
  const numbers = slidingWindow.fresh(rule, 5000);
  slidingWindow.take(numbers, 4, true);
  const mark = slidingWindow.mark(numbers);
  slidingWindow.advance(numbers, rule, 6100);

  slidingWindow.settle(numbers, 4, 6, mark);

  assert.equal(slidingWindow.room(numbers, rule), 10);
});

test('is empty after time has jumped far ahead, and keeps all when it goes back', () => {
  const numbers = slidingWindow.fresh(rule, 5000);
  slidingWindow.take(numbers, 4, false);
  slidingWindow.advance(numbers, rule, 1000);
  assert.equal(slidingWindow.room(numbers, rule), 6);

  slidingWindow.advance(numbers, rule, Number.MAX_SAFE_INTEGER);
  assert.equal(slidingWindow.room(numbers, rule), 10);
});

test('counts all as just taken when a reload changes its length', () => {
  const numbers = slidingWindow.fresh(rule, 5000);
  slidingWindow.take(numbers, 4, false);

  const longer: SlidingWindow = { ...rule, windowMs: 60_000 };
  slidingWindow.advance(numbers, longer, 5500);

  assert.equal(slidingWindow.room(numbers, longer), 6);
  assert.equal(slidingWindow.waitMs(numbers, longer, 10, 5500), 66_000 - 5500);
});

test('is never shorter than its window where that has no whole tenths', () => {
  const odd: SlidingWindow = { ...rule, windowMs: 7 };
  const numbers = slidingWindow.fresh(odd, 100);
  slidingWindow.take(numbers, 10, false);

  slidingWindow.advance(numbers, odd, 107);

  assert.equal(slidingWindow.room(numbers, odd), 0);
});
