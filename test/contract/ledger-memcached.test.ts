import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSocketMemcachedLedger } from '../../node-adapter/ledgers/memcached-ledger.ts';
import { socketPlatform } from '../../node-adapter/platform.ts';
import { memcachedSupports } from '../../shared/ledger/memcached/memcached-limits.ts';
import { startMemcached } from '../support/memcached-server.ts';
import { ledgerSuite } from './ledger-suite.ts';

const platform = socketPlatform({ write: () => undefined });
const hourMs = 3_600_000;

ledgerSuite(
  'memcached',
  async () => {
    const server = await startMemcached();
    const options = { url: server.url, prefix: 'suite:', poolSize: 2 };
    return {
      open: async () => openSocketMemcachedLedger(options, platform),
      close: () => server.stop(),
    };
  },
  { kinds: memcachedSupports.kinds, hasReservations: memcachedSupports.hasReservations },
);

test('memcached: clocks that are hours off count in windows of less than a second beside those of Memcached', async () => {
  const server = await startMemcached();
  const day = 24 * hourMs;
  const windowMs = Date.now() % day < day - 60_000 ? day : day + 120_000;
  const claim = { key: 'k', rule: { kind: 'fixed-window', limit: 10, windowMs }, amount: 1 } as const;
  const ledgers = [-12, 0, 12].map((hours) => {
    const clock = { now: () => Date.now() + hours * hourMs, monotonic: () => platform.clock.monotonic() };
    return openSocketMemcachedLedger({ url: server.url, prefix: '', poolSize: 1 }, { clock, timers: platform.timers });
  });

  let granted = 0;
  for (let i = 0; i < 30; i += 1) granted += (await ledgers[i % 3]!.spend([claim])).granted ? 1 : 0;

  assert.equal(granted, 10);
  for (const ledger of ledgers) await ledger.close();
  await server.stop();
});

test('memcached: claims fail while it is away, and are counted anew once it is back', async () => {
  const server = await startMemcached();
  const ledger = openSocketMemcachedLedger({ url: server.url, prefix: '', poolSize: 1 }, platform);
  const claim = { key: 'k', rule: { kind: 'fixed-window', limit: 10, windowMs: 3_600_000 }, amount: 1 } as const;
  assert.equal((await ledger.spend([claim])).granted, true);

  await server.stop();

  await assert.rejects(async () => ledger.spend([claim]), { code: 'ledger_unavailable' });
  await ledger.close();
});

test('memcached: what it cannot count soundly is a fault', async () => {
  const ledger = openSocketMemcachedLedger({ url: 'memcache://127.0.0.1:1', prefix: '', poolSize: 1 }, platform);
  const budget = { kind: 'budget', limit: 1, starts: [0, 1, 2], carryMax: 0 } as const;
  const reservation = { id: 'a', claims: [], holdMs: 1, atExpiry: 'spend' } as const;

  await assert.rejects(async () => ledger.spend([{ key: 'k', rule: budget, amount: 1 }]), { code: 'internal' });
  await assert.rejects(async () => ledger.reserve(reservation), { code: 'internal' });
});
