import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startRedis } from '../support/redis-server.ts';
import type { Bench } from './bench.ts';
import type { Contender } from './contender.ts';
import { runtimes } from './contenders.ts';
import { helper } from './helper.ts';
import { startOrigin } from './origin.ts';
import { median, table } from './table.ts';

const rate = 1_000;
const main = join(import.meta.dirname, '../../node-adapter/main.ts');

interface Paced {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the store, for each request. */
  readonly calls: number;
}

/** What a limit adds to the time of an answer of a whole proxy, by where it is kept, as Markdown. */
export async function addedByLimits(bench: Bench): Promise<string> {
  const redis = await startRedis({ isDurable: false });
  const client = new Redis(redis.url);
  try {
    const rows = await measured(bench, redis.url, client);
    return `Through Sentinel on Node at ${rate} requests a second over ${bench.effort.connections} connections, each request held against one limit. "Added" is
against no limit; calls are those that Redis counted.

${table(['limit in', 'p50 ms', 'added', 'p99 ms', 'added', 'calls / request'], rows)}`;
  } finally {
    client.disconnect();
    await redis.stop();
  }
}

async function measured(bench: Bench, url: string, client: Redis): Promise<string[][]> {
  const origin = await startOrigin(bench);
  const places = placesOf(bench.folder, url);
  const running = await Promise.all(places.map(({ name, ledger }) => bench.start(limitedBy(name, ledger), origin)));
  const found = places.map(() => [] as Paced[]);
  // The first round makes everything fast, and is not counted.
  for (let round = 0; round <= bench.effort.rounds; round += 1) {
    for (const [index, { port }] of running.entries()) {
      const paced = await pace(bench, port, client);
      if (round > 0) found[index]!.push(paced);
    }
  }
  await Promise.all(running.map((each) => each.stop()));
  const of = (index: number, key: keyof Paced): number => median(found[index]!.map((each) => each[key]));
  const cells = (index: number, key: keyof Paced): string[] => [
    of(index, key).toFixed(2),
    (of(index, key) - of(0, key)).toFixed(2),
  ];
  return places.map(({ name }, index) => [
    name,
    ...cells(index, 'p50Ms'),
    ...cells(index, 'p99Ms'),
    name.startsWith('Redis') ? of(index, 'calls').toFixed(3) : '',
  ]);
}

interface LimitPlace {
  readonly name: string;
  /** As the configuration has it; without a limit when absent. */
  readonly ledger?: string;
}

function placesOf(folder: string, url: string): readonly LimitPlace[] {
  const store = `"redis" { url "${url}"; timeout-ms 1000`;
  return [
    { name: 'none' },
    { name: 'memory', ledger: '"local"' },
    { name: 'SQLite', ledger: `"sqlite" { file "${join(folder, 'ledger.db')}"; timeout-ms 1000 }` },
    { name: 'Redis, exact', ledger: `${store}; prefix "exact:" }` },
    { name: 'Redis, leased', ledger: `${store}; prefix "leased:"; lease-share 0.1; lease-secs 1 }` },
  ];
}

async function pace({ effort: { seconds, connections } }: Bench, port: number, client: Redis): Promise<Paced> {
  const before = await callsOf(client);
  const times = await helper<Omit<Paced, 'calls'>>('pacer.ts', [port, rate, seconds, connections]);
  return { ...times, calls: ((await callsOf(client)) - before) / (seconds * rate) };
}

/** How often the script of the ledger was run. */
async function callsOf(client: Redis): Promise<number> {
  const counts = (await client.info('commandstats')).matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g);
  return [...counts].reduce((sum, [, calls]) => sum + Number(calls), 0);
}

function limitedBy(name: string, ledger: string | undefined): Contender {
  const filter =
    ledger && `filters { filter "all" { type "rate-limit"; limit 1000000000; window "1d"; ledger ${ledger} } }`;
  return {
    name: `Sentinel with a limit in ${name}`,
    baseline: '',
    command({ port, upstreamPort, folder }) {
      const file = join(folder, 'sentinel.kdl');
      writeFileSync(
        file,
        `limits { max-connections-per-client 30000 }
        listeners { listener "main" { address "127.0.0.1:${port}" } }
        upstreams { upstream "origin" { target "127.0.0.1:${upstreamPort}" } }
        ${filter ?? ''}
        routes {
          route "measured" { matches { path-prefix "/measured" }; upstream "origin"; ${filter ? 'filters "all"' : ''} }
        }`,
      );
      return [...runtimes.node, main, 'run', '-c', file];
    },
  };
}
