import { startMemcached } from '../support/memcached-server.ts';
import { startRedisRest } from '../support/redis-rest-server.ts';
import { startRedis } from '../support/redis-server.ts';
import { ledgerToken, WorkerdLedger } from '../support/workerd-ledger.ts';

/** A store of limits that can be made ill. */
export interface AilingStore {
  /** Its `ledger`, as the configuration begins it. */
  readonly ledger: string;
  /** Whether it forgets what it counted when it is killed. */
  readonly forgets: boolean;
  kill(): Promise<void>;
  restart(): Promise<void>;
  pause(): void;
  goOn(): void;
  stop(): Promise<void>;
}

/** Stores by name: those beside a Redis over TCP. */
export const ailingStores: Readonly<Record<string, () => Promise<AilingStore>>> = {
  Memcached: async () => {
    const server = await startMemcached();
    return {
      ledger: `"memcached" { url "${server.url}"`,
      forgets: true,
      kill: () => server.stop(),
      restart: () => server.start(),
      pause: () => void process.kill(server.pid(), 'SIGSTOP'),
      goOn: () => void process.kill(server.pid(), 'SIGCONT'),
      stop: () => server.stop(),
    };
  },
  'a Redis over REST': async () => {
    const server = await startRedis();
    const rest = await startRedisRest(server.url);
    return {
      ledger: `"upstash" { url "${rest.url}"; token "${rest.token}"`,
      forgets: false,
      kill: () => server.kill(),
      restart: () => server.start(),
      pause: () => void process.kill(server.pid(), 'SIGSTOP'),
      goOn: () => void process.kill(server.pid(), 'SIGCONT'),
      async stop() {
        await rest.stop();
        await server.stop();
      },
    };
  },
  'the Durable Objects of a Worker': async () => {
    const worker = await WorkerdLedger.start({ shards: 2 });
    return {
      ledger: `"durable-object" { url "${worker.url}"; token "${ledgerToken}"`,
      forgets: false,
      kill: () => worker.kill(),
      restart: () => worker.restart(),
      pause: () => worker.pause(),
      goOn: () => worker.goOn(),
      stop: () => worker.stop(),
    };
  },
};
