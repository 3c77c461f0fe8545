import { socketPlatform } from '../../node-adapter/platform.ts';
import { openUpstashLedger } from '../../shared/ledger/redis/upstash-ledger.ts';
import { startRedisRest } from '../support/redis-rest-server.ts';
import { startRedis } from '../support/redis-server.ts';
import { ledgerSuite } from './ledger-suite.ts';

ledgerSuite(
  'upstash',
  async () => {
    const server = await startRedis();
    const rest = await startRedisRest(server.url);
    const platform = socketPlatform({ write: () => undefined });
    const options = { url: rest.url, token: rest.token, prefix: 'suite:', timeoutMs: 5000 };
    const open = async () => openUpstashLedger(options, platform);
    return {
      open,
      // No caller's clock is asked.
      openSkewed: open,
      restart: async () => {
        await server.kill();
        await server.start();
      },
      close: async () => {
        await rest.stop();
        await server.stop();
      },
    };
  },
  { skews: true, isDurable: true },
);
