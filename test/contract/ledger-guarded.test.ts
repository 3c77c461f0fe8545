import { GuardedLedger } from '../../shared/ledger/guarded-ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { CountedLedger } from '../support/counted-ledger.ts';
import { FakeTime } from '../support/fake-time.ts';
import { ledgerSuite } from './ledger-suite.ts';

// A guard changes nothing as long as the ledger answers.
ledgerSuite(
  'guarded',
  async () => {
    const time = new FakeTime();
    const store = memoryLedger(time);
    const settings = { timeoutMs: 1000, failureMode: 'open', localShare: 1 } as const;
    const parts = { clock: time, timers: time, report: () => undefined };
    return {
      open: async () => {
        // Every instance is closed, and the store is not theirs.
        const answering = Object.assign(new CountedLedger(store), { close: () => undefined });
        return new GuardedLedger(answering, settings, { ...parts, local: memoryLedger(time) });
      },
      now: () => time.now(),
      advance: (ms) => time.advance(ms),
    };
  },
  { time: 'still' },
);
