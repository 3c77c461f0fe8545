import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMemcached } from '../../support/memcached-server.ts';
import { startRedisRest } from '../../support/redis-rest-server.ts';
import { startRedis } from '../../support/redis-server.ts';
import { ledgerToken, WorkerdLedger } from '../../support/workerd-ledger.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { SubjectName } from '../subjects.ts';
import type { World } from '../world.ts';

/** The `ledger` of each route, for each subject that has been set up. */
const ledgers = new Map<SubjectName, Readonly<Record<string, string>>>();

/**
 * A Redis for each subject, asked over HTTP by those that have no sockets; Durable Objects, by a binding or over HTTP; and
 * what only those with sockets can count in.
 */
export async function setUp(runtime: SubjectName): Promise<{ stop(): Promise<void> }> {
  const redis = await startRedis({ isDurable: false });
  if (isOnWorkerd(runtime)) {
    const rest = await startRedisRest(redis.url);
    const redisOverHttp = inRedis('upstash', `url "${rest.url}"; token "${rest.token}"`);
    ledgers.set(runtime, { ...redisOverHttp, objects: `ledger "durable-object" { ${patient} }` });
    return {
      stop: async () => {
        await rest.stop();
        await redis.stop();
      },
    };
  }
  const [memcached, objects] = await Promise.all([startMemcached(), WorkerdLedger.start({ shards: 2 })]);
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-stores-'));
  ledgers.set(runtime, {
    ...inRedis('redis', `url "${redis.url}"`),
    file: `ledger "sqlite" { file "${join(folder, 'limits.db')}"; ${patient} }`,
    memcached: `ledger "memcached" { url "${memcached.url}"; ${patient} }`,
    objects: `ledger "durable-object" { url "${objects.url}"; token "${ledgerToken}"; ${patient} }`,
  });
  return {
    stop: async () => {
      await redis.stop();
      await memcached.stop();
      await objects.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isOnWorkerd = (runtime: SubjectName) => runtime.startsWith('workerd');

/** The clients of all cases come from one address, and the connections of one case may still be closing in the next. */
const manyClients = 'limits { max-connections-per-client 1000 }';

/** The machine of a test may be slow, and what is asked here is not how fast a store is. */
const patient = 'timeout-ms 5000';

function inRedis(backend: string, where: string): Readonly<Record<string, string>> {
  return {
    redis: `ledger "${backend}" { ${where}; ${patient} }`,
    leased: `ledger "${backend}" { ${where}; ${patient}; prefix "leased:"; lease-share 0.1 }`,
  };
}

export const config = (ports: Ports) => {
  const rows = Object.entries(ledgers.get(ports.runtime) ?? {});
  const filters = rows.map(
    ([id, ledger]) => `filter "${id}" { type "rate-limit"; max-rph 50; key "global"; ${ledger} }`,
  );
  return sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: rows.map(([id]) => prefixRoute(id, `/${id}`, 'app', `service-type "api"; filters "${id}"`)).join('\n'),
    more: `filters {\n${filters.join('\n')}\n}\n${isOnWorkerd(ports.runtime) ? '' : manyClients}`,
  });
};

/** How many of 90 requests at once, the first ever, are let through and refused, and how many arrived. */
async function outcome(world: World, path: string) {
  const replies = await Promise.all(Array.from({ length: 90 }, () => world.ask(`GET ${path}`)));
  const count = (wanted: number) => replies.filter(({ status }) => status === wanted).length;
  return { passed: count(200), refused: count(429), arrived: world.allSeen.length };
}

const exact = (name: string, path: string): Case => ({
  name,
  run: async (world) => assert.deepEqual(await outcome(world, path), { passed: 50, refused: 40, arrived: 50 }),
});

const onSocketsOnly = { differs: { workerd: 'stores-by-http', 'workerd-fetch': 'stores-by-http' } } as const;

export const cases: readonly Case[] = [
  exact('lets exactly as many through as a limit in Redis says, of 90 at once that find it cold', '/redis'),
  exact('lets exactly as many through as a limit in Durable Objects says, of 90 at once', '/objects'),
  {
    name: 'never lets more through than a limit says of which slices are leased, and leaves one slice at most',
    async run(world) {
      const { passed, refused, arrived } = await outcome(world, '/leased');

      assert.ok(passed <= 50 && passed >= 45, `${passed} of 50`);
      assert.equal(refused, 90 - passed);
      assert.equal(arrived, passed);
    },
  },
  {
    ...exact('lets exactly as many through as a limit in a file says, of 90 at once that find it cold', '/file'),
    ...onSocketsOnly,
  },
  {
    ...exact(
      'lets exactly as many through as a limit in Memcached says, of 90 at once that find it cold',
      '/memcached',
    ),
    ...onSocketsOnly,
  },
];
