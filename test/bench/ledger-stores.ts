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
import { median } from './table.ts';

/** What claims cost in a store of this machine. */
export interface StoreCosts {
  readonly store: string;
  /** Each claim put to the store, and by leases where the store can hold reservations. */
  readonly exact: ClaimCosts;
  readonly leased: ClaimCosts | undefined;
}

/** Claims a second with 64 callers, the time of one claim with a single caller, and how often the store is asked. */
export interface ClaimCosts {
  readonly perSecond: number;
  readonly oneUs: number;
  readonly callsPerClaim: number;
}

const KEYS = 100;
const CALLERS = 64;
const platform = socketPlatform({ write: () => undefined });

interface Store {
  readonly name: string;
  readonly open: () => Ledger;
  readonly hasReservations?: false;
}

/** Starts every store, one after another, and measures it for so long in each way. */
export async function measureStores(spanMs: number): Promise<readonly StoreCosts[]> {
  const redis = await startRedis({ isDurable: false });
  const rest = await startRedisRest(redis.url);
  const memcached = await startMemcached();
  const worker = await WorkerdLedger.start();
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
  const redisOptions = { url: redis.url, prefix: 'bench:', poolSize: 1 };
  const remote = { url: worker.url, token: ledgerToken, timeoutMs: 5_000 };
  const stores: readonly Store[] = [
    { name: 'SQLite', open: () => openSqliteLedger({ path: join(folder, 'ledger.db') }, platform) },
    { name: 'Redis, TCP', open: () => openRedisLedger(redisOptions) },
    {
      name: 'Redis, REST as Upstash',
      open: () => openUpstashLedger({ ...rest, prefix: 'bench:', timeoutMs: 5_000 }, platform),
    },
    { name: 'Durable Object, HTTP', open: () => openHttpLedger(remote, platform) },
    {
      name: 'Memcached',
      open: () => openSocketMemcachedLedger({ ...redisOptions, url: memcached.url }, platform),
      hasReservations: memcachedSupports.hasReservations,
    },
  ];
  const costs: StoreCosts[] = [];
  try {
    for (const { name, open, hasReservations } of stores) {
      const exact = await measure(open, (ledger) => ledger, spanMs);
      const leased = hasReservations === false ? undefined : await measure(open, withLeases, spanMs);
      costs.push({ store: name, exact, leased });
    }
    return costs;
  } finally {
    platform.transport.close();
    await Promise.all([worker, rest, redis, memcached].map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A tenth of the limit, for a second. */
function withLeases(ledger: Ledger): Ledger {
  return new LeasedLedger(ledger, { share: 0.1, holdMs: 1_000 }, platform);
}

async function measure(open: () => Ledger, dress: (ledger: Ledger) => Ledger, spanMs: number): Promise<ClaimCosts> {
  const counted = new CountedLedger(open());
  const ledger = dress(counted);
  const claims = claimsOf();
  await spendFor(ledger, claims, 200);
  counted.calls = 0;
  const start = performance.now();
  const all = await Promise.all(Array.from({ length: CALLERS }, () => spendFor(ledger, claims, spanMs)));
  const count = all.flat().length;
  const perSecond = (count / (performance.now() - start)) * 1000;
  const calls = counted.calls / count;
  const alone = await spendFor(ledger, claims, spanMs);
  await ledger.close();
  return { perSecond, oneUs: median(alone) * 1000, callsPerClaim: calls };
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
