import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSocketMemcachedLedger } from '../../node-adapter/ledgers/memcached-ledger.ts';
import { openRedisLedger } from '../../node-adapter/ledgers/redis-ledger.ts';
import { openSqliteLedger } from '../../node-adapter/ledgers/sqlite-ledger.ts';
import { socketPlatform } from '../../node-adapter/platform.ts';
import { openHttpLedger } from '../../shared/ledger/http-ledger.ts';
import { LeasedLedger } from '../../shared/ledger/leased-ledger.ts';
import type { Claim, Ledger } from '../../shared/ledger/ledger.ts';
import { memcachedSupports } from '../../shared/ledger/memcached/memcached-limits.ts';
import { openUpstashLedger } from '../../shared/ledger/redis/upstash-ledger.ts';
import { CountedLedger } from '../support/counted-ledger.ts';
import { startMemcached } from '../support/memcached-server.ts';
import { startRedisRest } from '../support/redis-rest-server.ts';
import { startRedis } from '../support/redis-server.ts';
import { ledgerToken, WorkerdLedger } from '../support/workerd-ledger.ts';

/**
 * What a request pays for a limit that is kept in a store of this machine: `node test/bench/ledger-stores.ts`. Claims per
 * second with 64 callers, the time of one claim with a single caller, and how often the store is asked; each claim put to
 * the store, and with leases (a tenth of the limit, a second).
 */
const KEYS = 100;
const CALLERS = 64;
const SPAN_MS = 2_000;

interface Store {
  readonly name: string;
  readonly hasReservations: boolean;
  readonly open: () => Ledger;
}

const platform = socketPlatform({ write: () => undefined });
const redis = await startRedis({ isDurable: false });
const rest = await startRedisRest(redis.url);
const memcached = await startMemcached();
const worker = await WorkerdLedger.start();
const folder = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));

const stores: readonly Store[] = [
  {
    name: 'SQLite',
    hasReservations: true,
    open: () => openSqliteLedger({ path: join(folder, 'ledger.db') }, platform),
  },
  {
    name: 'Durable Object, HTTP',
    hasReservations: true,
    open: () => openHttpLedger({ url: worker.url, token: ledgerToken, timeoutMs: 5_000 }, platform),
  },
  {
    name: 'Redis, TCP',
    hasReservations: true,
    open: () => openRedisLedger({ url: redis.url, prefix: 'bench:', poolSize: 1 }),
  },
  {
    name: 'Redis, REST',
    hasReservations: true,
    open: () => openUpstashLedger({ ...rest, prefix: 'bench:', timeoutMs: 5_000 }, platform),
  },
  {
    name: 'Memcached',
    hasReservations: memcachedSupports.hasReservations,
    open: () => openSocketMemcachedLedger({ url: memcached.url, prefix: 'bench:', poolSize: 1 }, platform),
  },
];

console.log(
  '| store | claims / s | one claim, µs (median) | calls / claim | leased: claims / s | one, µs | calls / claim |',
);
console.log('|---|---|---|---|---|---|---|');
for (const { name, open, hasReservations } of stores) {
  const exact = await measure(open, (ledger) => ledger);
  const leased = hasReservations ? await measure(open, withLeases) : ['–', '–', '–'];
  console.log(`| ${[name, ...exact, ...leased].join(' | ')} |`);
}

platform.transport.close();
await worker.stop();
await rest.stop();
await redis.stop();
await memcached.stop();
rmSync(folder, { recursive: true, force: true });

function withLeases(ledger: Ledger): Ledger {
  return new LeasedLedger(ledger, { share: 0.1, holdMs: 1_000 }, platform);
}

async function measure(open: () => Ledger, dress: (ledger: Ledger) => Ledger): Promise<string[]> {
  const counted = new CountedLedger(open());
  const ledger = dress(counted);
  const claims = claimsOf();
  await spendFor(ledger, claims, 200);
  counted.calls = 0;
  const start = performance.now();
  const all = await Promise.all(Array.from({ length: CALLERS }, () => spendFor(ledger, claims, SPAN_MS)));
  const count = all.flat().length;
  const perSecond = (count / (performance.now() - start)) * 1000;
  const calls = counted.calls / count;
  const alone = (await spendFor(ledger, claims, SPAN_MS)).toSorted((a, b) => a - b);
  await ledger.close();
  return [perSecond.toFixed(0), (alone[Math.floor(alone.length / 2)]! * 1000).toFixed(1), calls.toFixed(3)];
}

/** One caller after another; the time of each claim. */
async function spendFor(ledger: Ledger, claims: readonly Claim[][], spanMs: number): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + spanMs;
  for (let asked = performance.now(); asked < end; ) {
    const answer = ledger.spend(claims[took.length % KEYS]!);
    const { granted } = answer instanceof Promise ? await answer : answer;
    if (!granted) throw new Error('the limit of the benchmark is too small');
    const answered = performance.now();
    took.push(answered - asked);
    asked = answered;
    // What is decided at once must not keep the others waiting.
    if (took.length % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return took;
}

function claimsOf(): Claim[][] {
  const rule = { kind: 'token-bucket', capacity: 1e9, refill: 1e6, perMs: 1_000 } as const;
  return Array.from({ length: KEYS }, (_, index) => [{ key: `limit:api:10.0.${index}`, rule, amount: 1 }]);
}
