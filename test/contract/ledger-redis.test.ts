import { openRedisLedger } from '../../node-adapter/ledgers/redis-ledger.ts';
import { startRedis } from '../support/redis-server.ts';
import { ledgerSuite } from './ledger-suite.ts';

ledgerSuite(
  'redis',
  async () => {
    const server = await startRedis();
    const open = async () => openRedisLedger({ url: server.url, prefix: 'suite:', poolSize: 2 });
    return {
      open,
      // No caller's clock is asked.
      openSkewed: open,
      restart: async () => {
        await server.kill();
        await server.start();
      },
      close: () => server.stop(),
    };
  },
  { skews: true, isDurable: true },
);
