import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { Book } from '../../../../shared/ledger/book.ts';
import type { BookStore } from '../../../../shared/ledger/book-store.ts';
import type { Claim, Ledger, Reservation } from '../../../../shared/ledger/ledger.ts';
import { MemoryStore } from '../../../../shared/ledger/memory-store.ts';
import { ledgerScript } from '../../../../shared/ledger/redis/ledger-script.ts';
import { RedisLedger } from '../../../../shared/ledger/redis/redis-ledger.ts';
import type { CounterRule } from '../../../../shared/ledger/rule.ts';
import { type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

/** The script with a clock that the test sets: nothing else of it is touched. */
const scriptOnFakeTime = ledgerScript.replace("redis.call('TIME')", "redis.call('HMGET', 'time', 's', 'us')");

describe('the script of the ledger in Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  before(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  after(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('answers as the book in memory does, to the last number, whatever is asked and when', async (context) => {
    const seed = testSeed();
    context.diagnostic(`SEED=${seed}`);
    const random = new SeededRandom(seed);
    let now = 1_800_000_000_000;
    const book = new Book(
      'book',
      forgetfulStore(() => now),
    );
    const script = new RedisLedger('redis', `p${seed}:`, {
      run: (keys, words) => redis.eval(scriptOnFakeTime, keys.length, ...keys, ...words),
      close: () => undefined,
    });

    for (let step = 0; step < 900; step += 1) {
      now += random.below(4) === 0 ? random.below(3_000) : random.below(20);
      await redis.hset('time', 's', Math.floor(now / 1000), 'us', (now % 1000) * 1000);
      const ask = anyQuestion(random, step, now);
      const [expected, answered] = [await ask(book), await ask(script)];
      assert.deepEqual(answered, expected, `step ${step}`);
    }
  });

  test('leaves nothing behind once all of it has run out', async () => {
    const ledger = new RedisLedger('redis', 'leak:', {
      run: (keys, words) => redis.eval(ledgerScript, keys.length, ...keys, ...words),
      close: () => undefined,
    });
    const rule = { kind: 'fixed-window', limit: 5, windowMs: 50 } as const;
    const claims = [{ key: 'a', rule, amount: 1 }];

    await ledger.spend(claims);
    await ledger.reserve({ id: 'held', claims, holdMs: 60_000, atExpiry: 'spend' });
    const keys = await redis.keys('*leak:*');

    assert.equal(keys.length, 4, keys.join());
    for (const key of keys) assert.ok((await redis.pttl(key)) > 0, `${key} is kept for good`);
  });
});

/** Keeps what is put into it, and not what was only looked at: like a store that is not in memory. */
function forgetfulStore(now: () => number): BookStore {
  const store = new MemoryStore(now, { maxCounters: 1000, maxReservations: 10_000 });
  return {
    now,
    transaction: (work) => store.transaction(work),
    counter: (key) => structuredClone(store.counter(key)),
    putCounter: (key, { kind, numbers }, idleAt) => store.putCounter(key, { kind, numbers: [...numbers] }, idleAt),
    reservation: (id) => store.reservation(id),
    putReservation: (id, page) => store.putReservation(id, page),
    dropReservation: (id) => store.dropReservation(id),
    expired: (at, most) => store.expired(at, most),
  };
}

const ids = Array.from({ length: 12 }, (_, index) => `id-${index}`);

function anyQuestion(random: SeededRandom, step: number, now: number): (ledger: Ledger) => unknown {
  const claims = anyClaims(random, step, now);
  const id = `${ids[random.below(ids.length)]}-${Math.floor(step / 100)}`;
  const amounts = claims.map(() => random.below(12));
  const reservation: Reservation = {
    id,
    claims,
    holdMs: 1 + random.below(2_000),
    atExpiry: random.below(2) === 0 ? 'spend' : 'release',
  };
  switch (random.below(6)) {
    case 0:
      return (ledger) => ledger.spend(claims.map((claim) => (claim.rule.kind === 'concurrency' ? plain : claim)));
    case 1:
    case 2:
      return (ledger) => ledger.reserve(reservation);
    case 3:
      return (ledger) => ledger.release(id);
    case 4:
      return (ledger) => settle(ledger, id, amounts);
    default:
      return (ledger) => ledger.read(claims);
  }
}

/** A wrong number of amounts is a fault in both. */
async function settle(ledger: Ledger, id: string, amounts: readonly number[]): Promise<boolean | string> {
  try {
    return await ledger.settle(id, amounts);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const plain: Claim = { key: 'plain', rule: { kind: 'fixed-window', limit: 30, windowMs: 7_000 }, amount: 1 };

function keysOf({ kind }: CounterRule): string[] {
  return [`${kind} ключ\n0`, `${kind} ключ\n1`];
}

function anyClaims(random: SeededRandom, step: number, now: number): Claim[] {
  const rules = rulesAt(step, now);
  const from = random.below(rules.length);
  return rules.slice(from, from + 1 + random.below(3)).map((rule) => ({
    key: keysOf(rule)[random.below(2)]!,
    rule,
    amount: random.below(6) === 0 ? 0 : random.below(9),
    enforce: random.below(5) > 0,
  }));
}

function rulesAt(step: number, now: number): CounterRule[] {
  const odd = Math.floor(step / 60) % 3;
  const day = 5_000;
  const starts = Array.from({ length: 6 }, (_, index) => (Math.floor(now / day) + index - 2) * day);
  return [
    { kind: 'token-bucket', capacity: 20 + odd, refill: 7, perMs: 1037 },
    { kind: 'fixed-window', limit: 20 + odd, windowMs: 1000 },
    { kind: 'sliding-window', limit: 20 + odd, windowMs: 1234 },
    { kind: 'concurrency', limit: 12 + odd },
    { kind: 'budget', limit: 25 + odd, starts, carryMax: 15 + odd },
  ];
}
