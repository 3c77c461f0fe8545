import { openRedisLedger } from '../../node-adapter/ledgers/redis-ledger.ts';
import { socketPlatform } from '../../node-adapter/platform.ts';
import { LeasedLedger } from '../../shared/ledger/leased-ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { CountedLedger } from '../support/counted-ledger.ts';
import { FakeTime } from '../support/fake-time.ts';
import { startRedis } from '../support/redis-server.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { ledgerSuite } from './ledger-suite.ts';

// What leases promise beside is in test/unit/ledger/leased-ledger.test.ts.
ledgerSuite(
  'leased',
  async () => {
    const time = new FakeTime();
    const store = memoryLedger(time);
    // Instances with the same chance would reserve under the same ids.
    let seed = 0;
    return {
      open: async () => {
        // Every instance is closed, and the store is not theirs.
        const shared = Object.assign(new CountedLedger(store), { close: () => undefined });
        seed += 1;
        return new LeasedLedger(
          shared,
          { share: 0.1, holdMs: 2000 },
          { clock: time, timers: time, random: new SeededRandom(seed) },
        );
      },
      now: () => time.now(),
      advance: (ms) => time.advance(ms),
    };
  },
  { time: 'still', isExact: false },
);

ledgerSuite(
  'leased from Redis',
  async () => {
    const server = await startRedis({ isDurable: false });
    const platform = socketPlatform({ write: () => undefined });
    return {
      open: async () => {
        const store = openRedisLedger({ url: server.url, prefix: 'suite:', poolSize: 1 });
        return new LeasedLedger(store, { share: 0.1, holdMs: 2000 }, platform);
      },
      close: () => server.stop(),
    };
  },
  { isExact: false },
);
