import { Book } from '../../shared/ledger/book.ts';
import { MemoryStore } from '../../shared/ledger/memory-store.ts';
import { SteadyNow } from '../../shared/ledger/steady-now.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ledgerSuite } from './ledger-suite.ts';

ledgerSuite(
  'memory',
  async () => {
    const clock = new FakeClock();
    const time = new SteadyNow(clock);
    const store = new MemoryStore(() => time.now(), { maxCounters: 1000, maxReservations: 5000 });
    return {
      open: async () => new Book('memory', store),
      now: () => clock.now(),
      advance: (ms) => clock.advance(ms),
    };
  },
  { time: 'still' },
);
