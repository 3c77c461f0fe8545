import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FilterParts } from '../../../../shared/engine/filter.ts';
import { WaitingRoom } from '../../../../shared/engine/waiting-room.ts';
import { filterLimit, type RateLimitOptions } from '../../../../shared/filters/limits/filter-limit.ts';
import { rateGate } from '../../../../shared/filters/limits/rate-gate.ts';
import { LedgerPool } from '../../../../shared/ledger/ledger-pool.ts';
import { localLedgers } from '../../../../shared/ledger/local-ledgers.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

const options: RateLimitOptions = {
  maxRph: 1,
  algorithm: 'token-bucket',
  key: 'header:X-Key',
  ipv4Prefix: 32,
  ipv6Prefix: 64,
  onMissingKey: 'client-ip',
  onLimit: 'reject',
  statusCode: 429,
  headers: 'all',
  sharedBy: 'route',
  tiers: [],
};

test('a flood of 200,000 keys takes no more memory than its bound, and frees nobody from his limit', () => {
  const platform = new FakePlatform();
  const parts: FilterParts = {
    platform,
    ledgers: new LedgerPool(localLedgers(platform)).forPlan({ backend: 'local', maxKeys: 10_000 }),
    waitingRoom: new WaitingRoom(0),
    filterId: 'f',
    routeId: 'r',
    scope: '',
    upstreamName: undefined,
    legs: () => {
      throw new Error('nothing is sent');
    },
    asks: () => () => Promise.reject(new Error('nobody is asked')),
    decoding: { maxRatio: 100, maxBytes: 1_000_000 },
    leastLevel: 'info',
    onProblem() {},
  };
  const gate = rateGate([filterLimit(options, parts)], parts);
  const passes = (key: string): boolean => {
    try {
      gate.onRequest?.(routedExchange({ headers: { 'x-key': key } }));
      return true;
    } catch {
      return false;
    }
  };
  assert.equal(passes('attacker'), true);

  let passed = 0;
  const flood = (count: number, from: number): void => {
    for (let i = 0; i < count; i += 1) if (passes(`key-${from + i}`)) passed += 1;
  };
  flood(20_000, 0);
  const before = process.memoryUsage().heapUsed;
  flood(180_000, 20_000);
  const grownMb = (process.memoryUsage().heapUsed - before) / 2 ** 20;

  assert.equal(passed, 9999);
  assert.equal(passes('attacker'), false);
  assert.ok(grownMb < 64, `${grownMb} MB`);
});
