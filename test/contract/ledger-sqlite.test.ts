import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLedger } from '../../node-adapter/ledgers/sqlite-ledger.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ledgerSuite } from './ledger-suite.ts';

// The processes that share a file share a machine and its clock: there is no skew between them.
ledgerSuite(
  'sqlite',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-ledger-'));
    const clock = new FakeClock();
    return {
      open: async () => openSqliteLedger({ path: join(folder, 'ledger.db') }, { clock }),
      now: () => clock.now(),
      advance: (ms) => clock.advance(ms),
      // Every instance is closed, and the next one opens the file anew; `sqlite-ledger.test.ts` kills processes.
      restart: async () => {},
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
  { time: 'still', isDurable: true },
);
