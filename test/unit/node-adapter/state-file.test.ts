import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openSqliteLedger } from '../../../node-adapter/ledgers/sqlite-ledger.ts';
import { stateFiles } from '../../../node-adapter/ledgers/state-file.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-state-'));
after(() => rmSync(folder, { recursive: true }));

const stateFile = stateFiles({ user: undefined, group: undefined });

test('makes the directory of what is kept, for its owner alone, so that a ledger can be opened in it', () => {
  const path = stateFile(join(folder, 'deep', 'state'), 'budgets.db');
  const ledger = openSqliteLedger({ path }, { clock: new FakeClock() });
  const counter = { key: 'a', rule: { kind: 'fixed-window', limit: 5, windowMs: 1000 } } as const;
  ledger.spend([{ ...counter, amount: 2 }]);
  ledger.close();

  const again = openSqliteLedger(
    { path: stateFile(join(folder, 'deep', 'state'), 'budgets.db') },
    { clock: new FakeClock() },
  );

  assert.equal((again.read([counter]) as readonly { remaining: number }[])[0]!.remaining, 3);
  assert.equal(statSync(join(folder, 'deep', 'state')).mode & 0o777, 0o700);
  again.close();
});

test('makes no directory for a process that gives up its rights, which could not write there', () => {
  const asOther = stateFiles({ user: 'nobody', group: undefined });

  assert.throws(() => asOther(join(folder, 'none'), 'budgets.db'), /./);
  assert.equal(asOther(folder, 'budgets.db'), join(folder, 'budgets.db'));
  assert.equal(existsSync(join(folder, 'none')), false);
});
