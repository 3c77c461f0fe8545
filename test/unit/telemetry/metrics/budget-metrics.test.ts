import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BudgetMetrics, type BudgetUse } from '../../../../shared/telemetry/metrics/budget-metrics.ts';
import { Registry } from '../../../../shared/telemetry/metrics/registry.ts';

const use = (changed: Partial<BudgetUse>): BudgetUse => ({
  ...{ route: 'api', budget: 'daily', unit: 'tokens', key: 'one', spent: 10, limit: 100, remaining: 90, endsAt: 1000 },
  ...changed,
});
const routes = new Set(['api']);

function remaining(budgets: BudgetMetrics, now: number): readonly number[] {
  return budgets.samples(now, routes).budgetRemaining!.map(({ value }) => value);
}

describe('budgets', () => {
  test('show what was spent in all, and what is left to whoever has least, never whose it is', () => {
    const registry = new Registry();
    const budgets = new BudgetMetrics(registry);
    budgets.settled(use({ key: 'one', remaining: 90 }));
    budgets.settled(use({ key: 'two', remaining: 20, spent: 80 }));
    budgets.settled(use({ key: 'three', remaining: 95, spent: 5 }));

    assert.deepEqual(registry.samples().budgetSpent, [{ labels: ['api', 'daily', 'tokens'], value: 95 }]);
    assert.deepEqual(remaining(budgets, 500), [20]);
    assert.ok(!JSON.stringify([registry.samples(), budgets.samples(500, routes)]).includes('two'));
  });

  test('show more again when whoever had least has more', () => {
    const budgets = new BudgetMetrics(new Registry());
    budgets.settled(use({ key: 'two', remaining: 20 }));
    budgets.settled(use({ key: 'two', remaining: 60 }));

    assert.deepEqual(remaining(budgets, 500), [60]);
  });

  test('show nothing left of a period that is over, and begin anew with the next', () => {
    const budgets = new BudgetMetrics(new Registry());
    budgets.settled(use({ remaining: 5 }));
    assert.deepEqual(remaining(budgets, 1000), []);
    budgets.settled(use({ key: 'two', remaining: 99, endsAt: 2000 }));

    assert.deepEqual(remaining(budgets, 1000), [99]);
  });

  test('show the present period, though a request of the one before is settled late', () => {
    const budgets = new BudgetMetrics(new Registry());
    budgets.settled(use({ remaining: 99, endsAt: 2000 }));
    budgets.settled(use({ remaining: 5, endsAt: 1000 }));

    assert.deepEqual(remaining(budgets, 1000), [99]);
  });

  test('are no more than a bound', () => {
    const budgets = new BudgetMetrics(new Registry());
    for (let i = 0; i < 3000; i += 1) budgets.settled(use({ budget: `b${i}` }));

    assert.ok(remaining(budgets, 500).length <= 1000);
  });

  test('of a route that is gone are forgotten', () => {
    const budgets = new BudgetMetrics(new Registry());
    budgets.settled(use({ route: 'old' }));

    assert.deepEqual(remaining(budgets, 500), []);
  });

  test('count their alerts by threshold, in percent', () => {
    const registry = new Registry();
    new BudgetMetrics(registry).alerted('api', 'daily', 0.8);

    assert.deepEqual(registry.samples().budgetAlerts, [{ labels: ['api', 'daily', '80'], value: 1 }]);
  });
});
