import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixedWindow } from '../../../../shared/ledger/algorithms/fixed-window.ts';
import type { FixedWindow } from '../../../../shared/ledger/rule.ts';

const rule: FixedWindow = { kind: 'fixed-window', limit: 10, windowMs: 1000 };

test('begins anew at multiples of the window', () => {
  const numbers = fixedWindow.fresh(rule, 5999);
  fixedWindow.take(numbers, 10, false);

  assert.equal(fixedWindow.waitMs(numbers, rule, 1, 5999), 1);
  fixedWindow.advance(numbers, rule, 6000);
  assert.equal(fixedWindow.room(numbers, rule), 10);
});

test('keeps what it counted when time goes back a window', () => {
  const numbers = fixedWindow.fresh(rule, 6000);
  fixedWindow.take(numbers, 4, false);

  fixedWindow.advance(numbers, rule, 5000);

  assert.equal(fixedWindow.room(numbers, rule), 6);
  assert.equal(fixedWindow.view(numbers, rule, 5000).resetMs, 2000);
});

test('keeps what it counted when a reload makes it longer', () => {
  const numbers = fixedWindow.fresh(rule, 65_000);
  fixedWindow.take(numbers, 4, false);

  const longer: FixedWindow = { ...rule, windowMs: 60_000 };
  fixedWindow.advance(numbers, longer, 66_000);

  assert.equal(fixedWindow.room(numbers, longer), 6);
  assert.equal(fixedWindow.waitMs(numbers, longer, 7, 66_000), 54_000);
});

test('settles only what belongs to the present window', () => {
  const numbers = fixedWindow.fresh(rule, 0);
  fixedWindow.take(numbers, 4, true);
  const mark = fixedWindow.mark(numbers);
  fixedWindow.advance(numbers, rule, 1000);

  fixedWindow.settle(numbers, 4, 9, mark);

  assert.equal(fixedWindow.room(numbers, rule), 10);
});
