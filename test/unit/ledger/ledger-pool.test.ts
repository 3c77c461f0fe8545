import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PlanUse } from '../../../shared/engine/plan-use.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { LedgerPool } from '../../../shared/ledger/ledger-pool.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const usual = { backend: 'local', maxKeys: 10 } as const;

function pool(): { readonly ledgers: LedgerPool; readonly closed: Ledger[] } {
  const closed: Ledger[] = [];
  const ledgers = new LedgerPool(() => {
    const ledger = memoryLedger(new FakeClock());
    return Object.assign(ledger, { close: () => void closed.push(ledger) });
  });
  return { ledgers, closed };
}

describe('the ledgers of plans', () => {
  test('are the same for the same settings, in whatever order they are written', () => {
    const plan = pool().ledgers.forPlan(usual);

    assert.equal(plan.open(), plan.open({ maxKeys: 10, backend: 'local' }));
    assert.notEqual(plan.open(), plan.open({ backend: 'local', maxKeys: 11 }));
    assert.notEqual(plan.open(), plan.open({ backend: 'local', maxKeys: 10, apart: 'a' }));
  });

  test('live on while the next plan needs them, and are closed with the last one', () => {
    const { ledgers, closed } = pool();
    const [before, after] = [ledgers.forPlan(usual), ledgers.forPlan(usual)];
    const kept = before.open();
    const dropped = before.open({ backend: 'local', maxKeys: 1 });
    assert.equal(after.open(), kept);

    before.close();
    assert.deepEqual(closed, [dropped]);
    after.close();
    assert.deepEqual(closed, [dropped, kept]);
    assert.equal(ledgers.size, 0);
  });

  test('are kept until the last request of a plan is over', () => {
    let isDone = false;
    const use = new PlanUse(() => {
      isDone = true;
    });
    use.enter();
    use.retire();

    assert.equal(isDone, false);
    use.leave();
    assert.equal(isDone, true);
  });
});
