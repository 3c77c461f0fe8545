import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SettledBudget } from '../../../../shared/ai/limits/meter.ts';
import { PlanMetrics } from '../../../../shared/config/compile/plan-metrics.ts';
import { BudgetMetrics } from '../../../../shared/telemetry/metrics/budget-metrics.ts';
import { Registry } from '../../../../shared/telemetry/metrics/registry.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

describe('what a plan counts of budgets', () => {
  test('keeps those of a route apart from those of keys, of whatever name', () => {
    const registry = new Registry();
    const { clock } = new FakePlatform();
    const budgets = new BudgetMetrics(registry);
    const metrics = new PlanMetrics({ registry, budgets, clock, modelLabel: () => 'm', isExact: false });
    metrics.begin(new Set(['api']), new Set());
    metrics.onBudget(settled('api', 'one'));
    metrics.onBudget(settled('virtual key', 'secret-id'));

    const { budgetSpent, budgetRemaining } = metrics.samples();
    const names = (samples: typeof budgetSpent) => samples?.map(({ labels, value }) => `${labels[1]} ${value}`);
    assert.deepEqual(names(budgetSpent), ['daily 7', 'virtual key: daily 7']);
    // What may be used beyond the budget is not part of it.
    assert.deepEqual(names(budgetRemaining), ['daily 40', 'virtual key: daily 40']);
    assert.ok(!JSON.stringify(metrics.samples()).includes('secret-id'));
  });
});

function settled(owner: string, key: string): SettledBudget {
  const quota = { kind: 'budget', owner, name: 'daily', measure: 'tokens', burst: 10 };
  const rule = { kind: 'sliding-window', limit: 110, windowMs: 1000 };
  const view = { limit: 110, remaining: 50, resetMs: 0 };
  const exchange = { routing: { route: { id: 'api' } } };
  return { exchange, standing: { claim: { quota, key, rule }, view }, amount: 7 } as unknown as SettledBudget;
}
