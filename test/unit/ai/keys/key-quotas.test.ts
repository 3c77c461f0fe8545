import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keyQuotas } from '../../../../shared/ai/keys/key-quotas.ts';
import type { BudgetQuota } from '../../../../shared/ai/limits/quota.ts';
import { enteredKey } from '../../../../shared/keys/entered-key.ts';
import type { KeyBudget } from '../../../../shared/keys/key-record.ts';
import { VirtualKey } from '../../../../shared/keys/virtual-key.ts';
import { memoryLedger } from '../../../../shared/ledger/memory-ledger.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { keyRecord } from '../../../support/virtual-keys.ts';

const ledger = memoryLedger(new FakeClock());
const quotasOf = keyQuotas({ rateLedger: () => ledger, budgetLedger: () => ledger, currency: 'EUR' });
const daily = { period: 'day', timeZone: 'UTC', enforce: true } as const;

/** What is counted for a request that comes with a key of these budgets. */
function quotas(...budgets: readonly KeyBudget[]): readonly BudgetQuota[] {
  const exchange = routedExchange();
  exchange.set(enteredKey, new VirtualKey(keyRecord(1, { budgets })));
  return quotasOf(exchange) as readonly BudgetQuota[];
}

describe('budgets of virtual keys', () => {
  test('are of tokens or of money, and only money has a currency', () => {
    const [tokens, money] = quotas(
      { ...daily, name: 'tokens', tokens: 500, cost: undefined },
      { ...daily, name: 'money', tokens: undefined, cost: 2 },
    );

    assert.deepEqual([tokens!.measure, tokens!.most, tokens!.currency], ['tokens', 500, undefined]);
    assert.deepEqual([money!.measure, money!.most, money!.currency], ['money', 2_000_000, 'EUR']);
  });

  test('are counted by the id of the key', () => {
    const [tokens] = quotas({ ...daily, name: 'tokens', tokens: 500, cost: undefined });

    assert.equal(tokens!.key(routedExchange()), `${tokens!.prefix}key_1`);
    assert.deepEqual(quotasOf(routedExchange()), []);
  });
});
