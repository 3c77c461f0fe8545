import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openSqliteLedger } from '../../../node-adapter/ledgers/sqlite-ledger.ts';
import { stateFile } from '../../../node-adapter/ledgers/state-file.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-state-'));
after(() => rmSync(folder, { recursive: true }));

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
