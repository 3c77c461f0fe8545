import { socketPlatform } from '../../node-adapter/platform.ts';
import { openRestLedger } from '../../shared/ledger/redis/rest-runner.ts';
import { openUpstashLedger } from '../../shared/ledger/redis/upstash-ledger.ts';
import { startRedisRest } from '../support/redis-rest-server.ts';
import { startRedis } from '../support/redis-server.ts';
import { ledgerSuite } from './ledger-suite.ts';

/** By the library, as processes have it, and without, as Workers do. */
const ways = { upstash: openUpstashLedger, 'upstash without the library': openRestLedger };

for (const [name, openLedger] of Object.entries(ways)) {
  ledgerSuite(
    name,
    async () => {
      const server = await startRedis();
      const rest = await startRedisRest(server.url);
      const platform = socketPlatform({ write: () => undefined });
      const options = { url: rest.url, token: rest.token, prefix: 'suite:', timeoutMs: 5000 };
      const open = async () => openLedger(options, platform);
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
}
