import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RetryBudget } from '../../../shared/upstream/retry-budget.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('RetryBudget', () => {
  test('allows the least number of retries however few the requests', () => {
    const budget = new RetryBudget({ percent: 20, min: 3 }, new FakeClock());

    assert.equal(retriesUntilFull(budget), 3);
  });

  test('allows a share of the requests', () => {
    const budget = new RetryBudget({ percent: 20, min: 3 }, new FakeClock());
    for (let i = 0; i < 100; i += 1) budget.noteRequest();

    assert.equal(retriesUntilFull(budget), 20);
  });

  test('has room again once the retries are ten seconds old', () => {
    const clock = new FakeClock();
    const budget = new RetryBudget({ percent: 20, min: 3 }, clock);
    retriesUntilFull(budget);

    clock.advance(8_000);
    const before = budget.hasRoom();
    clock.advance(2_000);

    assert.equal(before, false);
    assert.equal(budget.hasRoom(), true);
  });

  test('allows none when set to nothing', () => {
    const budget = new RetryBudget({ percent: 0, min: 0 }, new FakeClock());
    budget.noteRequest();

    assert.equal(budget.hasRoom(), false);
  });
});

function retriesUntilFull(budget: RetryBudget): number {
  let retries = 0;
  for (; budget.hasRoom() && retries < 1000; retries += 1) budget.noteRetry();
  return retries;
}
