import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import type { HeaderList } from '../../shared/http/header-list.ts';
import { GuardedLedger } from '../../shared/ledger/guarded-ledger.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import type { RuntimeName } from '../../shared/platform/platform.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { Stage } from './stage.ts';

const limited = (top: string, more = ''): Slots => ({
  top,
  filters: `filter "f" { type "rate-limit"; max-rps 1; burst 1; ${more} }`,
  route: 'filters "f"',
});

/** What is made for a `ledger`, and never used. */
async function made(top: string, runtime: RuntimeName = 'node'): Promise<unknown> {
  const seen: unknown[] = [];
  const makeLedger = (settings: unknown): never => {
    seen.push(settings);
    throw new Error('made');
  };
  await assert.rejects(Stage.of(limited(top), { makeLedger, runtime }), /made/);
  return seen[0];
}

const near = { timeoutMs: 50, failureMode: 'closed', localShare: 0.5 };
const file = { ...near, timeoutMs: 100 };
const far = { ...near, timeoutMs: 500 };
const usual = {
  local: { backend: 'local', maxKeys: 100_000 },
  sqlite: { backend: 'sqlite', file: '/f', guard: file },
  redis: {
    backend: 'redis',
    url: 'redis://127.0.0.1:6379',
    prefix: 'sentinel:',
    poolSize: 2,
    guard: near,
    lease: undefined,
  },
  upstash: { backend: 'upstash', url: 'https://u', token: 't', prefix: 'sentinel:', guard: far, lease: undefined },
  memcached: { backend: 'memcached', url: 'memcache://127.0.0.1:11211', prefix: 'sentinel:', poolSize: 2, guard: near },
  'durable-object': {
    backend: 'durable-object',
    binding: 'SENTINEL_LEDGER',
    url: 'https://d',
    token: 't',
    guard: far,
    lease: undefined,
  },
} as const;
const written = {
  local: '',
  sqlite: 'file "/f"',
  redis: '',
  upstash: 'url "https://u"; token "t"',
  memcached: '',
  'durable-object': 'url "https://d"; token "t"',
} as const;

type Store = keyof typeof usual;

const rows: readonly (readonly [name: string, store: Store, more: string, change: object])[] = [
  ['ledger[local].backend', 'local', '', {}],
  ['ledger[local].max-keys', 'local', 'max-keys 5', { maxKeys: 5 }],
  ['ledger[sqlite].backend', 'sqlite', '', {}],
  ['ledger[sqlite].file', 'sqlite', '', {}],
  ['ledger[sqlite].timeout-ms', 'sqlite', 'timeout-ms 9', { guard: { ...file, timeoutMs: 9 } }],
  ['ledger[sqlite].failure-mode', 'sqlite', 'failure-mode "open"', { guard: { ...file, failureMode: 'open' } }],
  ['ledger[sqlite].local-share', 'sqlite', 'local-share 0.2', { guard: { ...file, localShare: 0.2 } }],
  ['ledger[redis].backend', 'redis', '', {}],
  ['ledger[redis].url', 'redis', 'url "rediss://r:1"', { url: 'rediss://r:1' }],
  ['ledger[redis].prefix', 'redis', 'prefix "p:"', { prefix: 'p:' }],
  ['ledger[redis].pool-size', 'redis', 'pool-size 3', { poolSize: 3 }],
  ['ledger[redis].timeout-ms', 'redis', 'timeout-ms 9', { guard: { ...near, timeoutMs: 9 } }],
  ['ledger[redis].failure-mode', 'redis', 'failure-mode "local"', { guard: { ...near, failureMode: 'local' } }],
  ['ledger[redis].local-share', 'redis', 'local-share 0.2', { guard: { ...near, localShare: 0.2 } }],
  ['ledger[upstash].backend', 'upstash', '', {}],
  ['ledger[upstash].url', 'upstash', '', {}],
  ['ledger[upstash].token', 'upstash', '', {}],
  ['ledger[upstash].prefix', 'upstash', 'prefix "p:"', { prefix: 'p:' }],
  ['ledger[upstash].timeout-ms', 'upstash', 'timeout-ms 9', { guard: { ...far, timeoutMs: 9 } }],
  ['ledger[upstash].failure-mode', 'upstash', 'failure-mode "open"', { guard: { ...far, failureMode: 'open' } }],
  ['ledger[upstash].local-share', 'upstash', 'local-share 0.2', { guard: { ...far, localShare: 0.2 } }],
  ['ledger[redis].lease-share', 'redis', 'lease-share 0.1', { lease: { share: 0.1, holdMs: 10_000 } }],
  ['ledger[redis].lease-secs', 'redis', 'lease-share 0.1; lease-secs 2', { lease: { share: 0.1, holdMs: 2000 } }],
  ['ledger[upstash].lease-share', 'upstash', 'lease-share 0.1', { lease: { share: 0.1, holdMs: 10_000 } }],
  ['ledger[upstash].lease-secs', 'upstash', 'lease-share 0.1; lease-secs 2', { lease: { share: 0.1, holdMs: 2000 } }],
  ['ledger[memcached].backend', 'memcached', '', {}],
  ['ledger[memcached].url', 'memcached', 'url "memcache://m:1"', { url: 'memcache://m:1' }],
  ['ledger[memcached].prefix', 'memcached', 'prefix "p:"', { prefix: 'p:' }],
  ['ledger[memcached].pool-size', 'memcached', 'pool-size 3', { poolSize: 3 }],
  ['ledger[memcached].timeout-ms', 'memcached', 'timeout-ms 9', { guard: { ...near, timeoutMs: 9 } }],
  ['ledger[memcached].failure-mode', 'memcached', 'failure-mode "open"', { guard: { ...near, failureMode: 'open' } }],
  ['ledger[memcached].local-share', 'memcached', 'local-share 0.2', { guard: { ...near, localShare: 0.2 } }],
  ['ledger[durable-object].backend', 'durable-object', '', {}],
  ['ledger[durable-object].url', 'durable-object', '', {}],
  ['ledger[durable-object].token', 'durable-object', '', {}],
  ['ledger[durable-object].timeout-ms', 'durable-object', 'timeout-ms 9', { guard: { ...far, timeoutMs: 9 } }],
  [
    'ledger[durable-object].failure-mode',
    'durable-object',
    'failure-mode "open"',
    { guard: { ...far, failureMode: 'open' } },
  ],
  ['ledger[durable-object].local-share', 'durable-object', 'local-share 0.2', { guard: { ...far, localShare: 0.2 } }],
  [
    'ledger[durable-object].lease-share',
    'durable-object',
    'lease-share 0.1',
    { lease: { share: 0.1, holdMs: 10_000 } },
  ],
  [
    'ledger[durable-object].lease-secs',
    'durable-object',
    'lease-share 0.1; lease-secs 2',
    { lease: { share: 0.1, holdMs: 2000 } },
  ],
];

describe('a ledger', () => {
  test('ledger[durable-object].binding reaches the store', async () => {
    const settings = await made('ledger "durable-object" { binding "OTHER" }', 'workerd');

    assert.deepEqual(settings, { ...usual['durable-object'], binding: 'OTHER', url: undefined, token: undefined });
  });

  for (const [name, store, more, change] of rows) {
    test(`${name} reaches the store`, async () => {
      assert.deepEqual(await made(`ledger "${store}" {\n${written[store]}\n${more}\n}`), {
        ...usual[store],
        ...change,
      });
    });
  }

  test('of a limit stands in place of the one at the top', async () => {
    const makeLedger = ({ backend }: { readonly backend: string }): never => {
      throw new Error(backend);
    };
    const slots = limited('ledger "redis"', 'ledger "sqlite" { file "/f" }');

    await assert.rejects(Stage.of(slots, { makeLedger }), /sqlite/);
  });

  alive('filters[rate-limit].failure-mode', 'decides what happens while the store does not answer', {
    off: limited(''),
    on: limited('', 'failure-mode "open"'),
    options: { makeLedger: () => guardedAway() },
    see: async (stage) => (await stage.ask()).status,
    shows: [503, 200],
  });

  test('that is away leaves clients untold of a limit that nobody could check', async () => {
    const stage = await Stage.of(limited('', 'failure-mode "open"'), { makeLedger: () => guardedAway() });

    const { headers } = await stage.ask();

    assert.deepEqual(told(headers), []);
  });

  test('that is away has clients told of the share that holds meanwhile', async () => {
    const slots = limited('', 'burst 4; failure-mode "local"').filters!.replace('burst 1;', '');
    const stage = await Stage.of({ ...limited(''), filters: slots }, { makeLedger: () => guardedAway(0.5) });

    const { headers } = await stage.ask();

    assert.equal(headers.get('x-ratelimit-limit'), '2');
    assert.equal(headers.get('ratelimit-policy'), '"f";q=2;w=4');
  });
});

function told(headers: HeaderList): readonly string[] {
  return [...headers].filter(([name]) => name.includes('ratelimit')).map(([, value]) => value);
}

/** A ledger that is away, behind a guard that is closed. */
function guardedAway(localShare = 1): Ledger {
  const { clock, timers } = new FakePlatform();
  const away = async (): Promise<never> => {
    throw new Fault('ledger_unavailable');
  };
  const ledger = { name: 'away', spend: away, reserve: away, settle: away, release: away, read: away, close() {} };
  const settings = { timeoutMs: 50, failureMode: 'closed', localShare } as const;
  return new GuardedLedger(ledger, settings, { clock, timers, local: memoryLedger(clock), report() {} });
}
