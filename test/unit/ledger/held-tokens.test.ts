import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { FakeTime } from '../../support/fake-time.ts';

test('what a bucket held is refilled from its settlement on, and not for the time before', () => {
  const time = new FakeTime();
  const ledger = memoryLedger(time);
  const counter = { key: 'k', rule: { kind: 'token-bucket', capacity: 60, refill: 20, perMs: 1000 } } as const;
  ledger.reserve({ id: 'a', claims: [{ ...counter, amount: 60 }], holdMs: 60_000, atExpiry: 'spend' });

  time.advance(1000);
  ledger.settle('a', [60]);
  const settled = ledger.read([counter]);
  time.advance(1000);
  const later = ledger.read([counter]);

  assert.deepEqual([settled[0]?.remaining, later[0]?.remaining], [0, 20]);
});
