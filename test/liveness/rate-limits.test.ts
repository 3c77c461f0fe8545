import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { type Ask, Stage, type StageOptions } from './stage.ts';

/** The statuses of so many requests, one after the other. */
const statuses =
  (...asks: readonly Ask[]) =>
  async (stage: Stage): Promise<readonly number[]> => {
    const seen: number[] = [];
    for (const ask of asks) seen.push((await stage.ask(ask)).status);
    return seen;
  };

/** A limit of one request at once, which comes back in a second. */
const limit = (more = '', rate = 'max-rps 1; burst 1'): Slots => ({
  filters: `filter "f" { type "rate-limit"; ${rate}; ${more} }`,
  route: 'filters "f"',
});

const json: Ask = { headers: { accept: 'application/json' } };

describe('the rate-limit filter', () => {
  alive('filters[rate-limit].type', 'refuses what is above the limit', {
    on: limit(),
    see: statuses({}, {}),
    shows: [
      [200, 200],
      [200, 429],
    ],
  });
  alive('filters[rate-limit].id', 'is named to clients', {
    off: limit(),
    on: { ...limit(), filters: 'filter "g" { type "rate-limit"; max-rps 1; burst 1 }', route: 'filters "g"' },
    see: async (stage) => (await stage.ask()).headers.get('ratelimit'),
    shows: ['"f";r=0;t=1', '"g";r=0;t=1'],
  });
  const rates: readonly (readonly [name: string, rate: string, policy: string])[] = [
    ['filters[rate-limit].max-rps', 'max-rps 7', '"f";q=10;w=2'],
    ['filters[rate-limit].max-rpm', 'max-rpm 7', '"f";q=7;w=60'],
    ['filters[rate-limit].max-rph', 'max-rph 7', '"f";q=7;w=3600'],
    ['filters[rate-limit].limit', 'limit 7', '"f";q=7;w=1'],
    ['filters[rate-limit].window', 'limit 7; window 5', '"f";q=7;w=5'],
    ['filters[rate-limit].burst', 'max-rps 7; burst 14', '"f";q=14;w=2'],
    ['filters[rate-limit].algorithm', 'max-rps 7; algorithm "fixed-window"', '"f";q=7;w=1'],
  ];
  for (const [name, rate, policy] of rates) {
    alive(name, 'sets how many requests are let through', {
      off: limit('', 'max-rps 100'),
      on: limit('', rate),
      see: async (stage) => (await stage.ask()).headers.get('ratelimit-policy'),
      shows: ['"f";q=10;w=1', policy],
    });
  }
  alive('filters[rate-limit].key', 'decides who shares the limit', {
    off: limit(),
    on: limit('key "header:X-Tenant"'),
    see: statuses({ headers: { 'x-tenant': 'a' } }, { headers: { 'x-tenant': 'b' } }),
    shows: [
      [200, 429],
      [200, 200],
    ],
  });
  alive('filters[rate-limit].ipv4-prefix', 'counts a network as one client', {
    off: limit(),
    on: limit('ipv4-prefix 24'),
    see: statuses({ peer: '192.0.2.1' }, { peer: '192.0.2.200' }, { peer: '192.0.3.1' }),
    shows: [
      [200, 200, 200],
      [200, 429, 200],
    ],
  });
  alive('filters[rate-limit].ipv6-prefix', 'counts a network as one client', {
    off: limit('ipv6-prefix 128'),
    on: limit(),
    see: statuses({ peer: '2001:db8::1' }, { peer: '2001:db8::ffff:2' }, { peer: '2001:db8:0:1::1' }),
    shows: [
      [200, 200, 200],
      [200, 429, 200],
    ],
  });
  alive('filters[rate-limit].on-missing-key', 'decides about requests without the key', {
    off: limit('key "header:X-Tenant"'),
    on: limit('key "header:X-Tenant"; on-missing-key "skip"'),
    see: statuses({}, {}, {}),
    shows: [
      [200, 429, 429],
      [200, 200, 200],
    ],
  });
  alive('filters[rate-limit].shared-by', 'lets routes share one count', {
    off: { ...limit(), routes: 'route "b" { matches { path "/b" }; upstream "app"; filters "f" }' },
    on: {
      ...limit('shared-by "filter"'),
      routes: 'route "b" { matches { path "/b" }; upstream "app"; filters "f" }',
    },
    see: statuses({}, { target: '/b' }),
    shows: [
      [200, 200],
      [200, 429],
    ],
  });
  alive('filters[rate-limit].on-limit', 'may let requests through and only log them', {
    off: limit(),
    on: limit('on-limit "log-only"'),
    see: statuses({}, {}),
    shows: [
      [200, 429],
      [200, 200],
    ],
  });
  alive('filters[rate-limit].status-code', 'is what refused clients get', {
    off: limit(),
    on: limit('status-code 503'),
    see: statuses({}, {}),
    shows: [
      [200, 429],
      [200, 503],
    ],
  });
  alive('filters[rate-limit].message', 'is what refused clients read', {
    off: limit(),
    on: limit('message "Slow down."'),
    see: async (stage) => /"message":"([^"]*)"/.exec((await stage.times(2, json))[1]!.text)?.[1],
    shows: ['Too many requests.', 'Slow down.'],
  });
  alive('filters[rate-limit].max-delay-ms', 'is how long a request waits at most', {
    off: limit('on-limit "delay"'),
    on: limit('on-limit "delay"; max-delay-ms 100'),
    see: async (stage) => {
      await stage.ask();
      const second = stage.ask();
      await passing(stage, 1200);
      return (await second).status;
    },
    shows: [200, 429],
  });
  alive('filters[rate-limit].headers', 'chooses the fields that clients are told by', {
    off: limit(),
    on: limit('headers "none"'),
    see: async (stage) => [...(await stage.ask()).headers].flatMap(([name]) => (/ratelimit/.test(name) ? [name] : [])),
    shows: [['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'ratelimit-policy', 'ratelimit'], []],
  });
  alive('filters[rate-limit].max-keys', 'is how many clients are counted at once', {
    off: limit(),
    on: limit('max-keys 1'),
    see: statuses({ peer: '192.0.2.1' }, { peer: '192.0.2.2' }),
    shows: [
      [200, 200],
      [200, 429],
    ],
  });
});

/** Lets time pass in steps, with room for what it sets going. */
async function passing(stage: Stage, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20) {
    stage.platform.time.advance(20);
    await new Promise(setImmediate);
  }
}

describe('tiers', () => {
  const tiered = (tier: string): Slots => ({
    ...limit(`tier-header "X-Plan"; tiers { tier "pro" { ${tier} } }`),
    system: 'trusted-proxies "192.0.2.0/24"',
  });
  const plan: Ask = { headers: { 'x-plan': 'pro', 'x-forwarded-for': '198.51.100.1' } };
  const policy = async (stage: Stage) => (await stage.ask(plan)).headers.get('ratelimit-policy');

  alive('filters[rate-limit].tier-header', 'chooses other rates', {
    off: limit(),
    on: tiered('max-rps 50; burst 100'),
    see: policy,
    shows: ['"f";q=1;w=1', '"f";q=100;w=2'],
  });
  const rates: readonly (readonly [name: string, rate: string, policy: string])[] = [
    ['filters[rate-limit].tiers.max-rps', 'max-rps 7', '"f";q=10;w=2'],
    ['filters[rate-limit].tiers.max-rpm', 'max-rpm 7', '"f";q=7;w=60'],
    ['filters[rate-limit].tiers.max-rph', 'max-rph 7', '"f";q=7;w=3600'],
    ['filters[rate-limit].tiers.limit', 'limit 7', '"f";q=7;w=1'],
    ['filters[rate-limit].tiers.window', 'limit 7; window 5', '"f";q=7;w=5'],
    ['filters[rate-limit].tiers.burst', 'max-rps 7; burst 14', '"f";q=14;w=2'],
  ];
  for (const [name, rate, told] of rates) {
    alive(name, 'sets how many requests are let through', {
      off: tiered('max-rps 100'),
      on: tiered(rate),
      see: policy,
      shows: ['"f";q=10;w=1', told],
    });
  }
  alive('filters[rate-limit].tiers.value', 'is the value of the header that it is for', {
    off: tiered('max-rps 50; burst 100'),
    on: { ...tiered(''), ...limit('tier-header "X-Plan"; tiers { tier "max" { max-rps 50 } }') },
    see: policy,
    shows: ['"f";q=100;w=2', '"f";q=1;w=1'],
  });
  test('are not chosen by clients themselves', async () => {
    const stage = await Stage.of({ ...tiered('max-rps 50'), system: '' });

    assert.equal(await policy(stage), '"f";q=1;w=1');
  });
});

describe('limits beside filters', () => {
  const policy = (rate: string): Slots => ({ route: `policies { rate-limit { ${rate} } }` });
  const told = async (stage: Stage) => (await stage.ask()).headers.get('ratelimit-policy') ?? 'none';
  const tenants = statuses({ headers: { 'x-tenant': 'a' } }, { headers: { 'x-tenant': 'b' } });

  alive('routes.policies.rate-limit.requests-per-second', 'limits the route', {
    on: policy('requests-per-second 5'),
    see: told,
    shows: ['none', '"route";q=10;w=2'],
  });
  alive('routes.policies.rate-limit.burst', 'is let through at once', {
    off: policy('requests-per-second 5'),
    on: policy('requests-per-second 5; burst 20'),
    see: told,
    shows: ['"route";q=10;w=2', '"route";q=20;w=4'],
  });
  alive('routes.policies.rate-limit.key', 'decides who shares the limit', {
    off: policy('requests-per-second 1; burst 1'),
    on: policy('requests-per-second 1; burst 1; key "header:X-Tenant"'),
    see: tenants,
    shows: [
      [200, 429],
      [200, 200],
    ],
  });
  alive('rate-limits.default-rps', 'limits routes without a limit of their own', {
    on: { top: 'rate-limits { default-rps 5 }' },
    see: told,
    shows: ['none', '"default";q=10;w=2'],
  });
  alive('rate-limits.default-burst', 'is let through at once', {
    off: { top: 'rate-limits { default-rps 5 }' },
    on: { top: 'rate-limits { default-rps 5; default-burst 20 }' },
    see: told,
    shows: ['"default";q=10;w=2', '"default";q=20;w=4'],
  });
  alive('rate-limits.key', 'decides who shares the default', {
    off: { top: 'rate-limits { default-rps 1; default-burst 1 }' },
    on: { top: 'rate-limits { default-rps 1; default-burst 1; key "header:X-Tenant" }' },
    see: tenants,
    shows: [
      [200, 429],
      [200, 200],
    ],
  });
  alive('rate-limits.global.max-rps', 'limits everything', {
    on: { top: 'rate-limits { global { max-rps 5 } }' },
    see: told,
    shows: ['none', '"global";q=10;w=2'],
  });
  alive('rate-limits.global.burst', 'is let through at once', {
    off: { top: 'rate-limits { global { max-rps 5 } }' },
    on: { top: 'rate-limits { global { max-rps 5; burst 20 } }' },
    see: told,
    shows: ['"global";q=10;w=2', '"global";q=20;w=4'],
  });
  alive('rate-limits.global.key', 'decides who shares it', {
    off: { top: 'rate-limits { global { max-rps 1; burst 1 } }' },
    on: { top: 'rate-limits { global { max-rps 1; burst 1; key "header:X-Tenant" } }' },
    see: tenants,
    shows: [
      [200, 429],
      [200, 200],
    ],
  });
  const b = 'route "b" { matches { path "/b" }; upstream "app" }';
  const clients = statuses({ peer: '192.0.2.1' }, { peer: '192.0.2.2' }, { peer: '192.0.2.2', target: '/b' });
  const perSecond: readonly (readonly [name: string, key: string, on: readonly number[]])[] = [
    ['limits.max-requests-per-second-global', 'max-requests-per-second-global', [200, 429, 429]],
    ['limits.max-requests-per-second-per-client', 'max-requests-per-second-per-client', [200, 200, 429]],
    ['limits.max-requests-per-second-per-route', 'max-requests-per-second-per-route', [200, 429, 200]],
  ];
  for (const [name, key, on] of perSecond) {
    alive(name, 'is enforced', {
      off: { routes: b },
      on: { routes: b, limits: `${key} 1` },
      see: clients,
      shows: [[200, 200, 200], on],
    });
  }
  const inService = (limits: string): Slots => ({
    listeners: 'listener "inner" { address "127.0.0.1:8082"; namespace "ns" }',
    top: `namespace "ns" { service "s" {
      routes { route "in" { matches { path-prefix "/" }; upstream "app" } ; ${b} }
      limits { ${limits} }
    } }`,
  });
  const inner: readonly (readonly [name: string, key: string, on: readonly number[]])[] = [
    ['namespaces.services.limits.max-requests-per-second-global', 'max-requests-per-second-global', [200, 429, 429]],
    [
      'namespaces.services.limits.max-requests-per-second-per-client',
      'max-requests-per-second-per-client',
      [200, 200, 429],
    ],
    [
      'namespaces.services.limits.max-requests-per-second-per-route',
      'max-requests-per-second-per-route',
      [200, 429, 200],
    ],
  ];
  for (const [name, key, on] of inner) {
    alive(name, 'is enforced in the part alone', {
      off: inService('max-body-size 100'),
      on: inService(`${key} 1`),
      see: statuses(
        { listener: 'inner', peer: '192.0.2.1' },
        { listener: 'inner', peer: '192.0.2.2' },
        { listener: 'inner', peer: '192.0.2.2', target: '/b' },
      ),
      shows: [[200, 200, 200], on],
    });
  }
  alive('namespaces.services.limits.max-body-size', 'stands for the routes of the part', {
    off: inService('max-requests-per-second-global 100'),
    on: inService('max-body-size 3'),
    see: statuses({ listener: 'inner', method: 'POST', body: '1234' }, { method: 'POST', body: '1234' }),
    shows: [
      [200, 200],
      [413, 200],
    ],
  });
  alive('limits.max-queued-requests', 'is how many wait at once', {
    off: limit('on-limit "delay"'),
    on: { ...limit('on-limit "delay"'), limits: 'max-queued-requests 0' },
    see: async (stage) => {
      await stage.ask();
      const second = stage.ask();
      await passing(stage, 1200);
      return (await second).status;
    },
    shows: [200, 429],
  });
  alive('limits.max-in-flight-requests-per-worker', 'refuses more requests at once', {
    on: { limits: 'max-in-flight-requests-per-worker 1' },
    see: async (stage) => {
      await stage.begin();
      return (await stage.ask(json)).code;
    },
    shows: [undefined, 'overloaded'],
  });
});

describe('the stores of a limit', () => {
  const asked = async (slots: Slots, more: StageOptions = {}): Promise<unknown> => {
    const seen: unknown[] = [];
    const options: StageOptions = {
      ...more,
      makeLedger: (settings) => {
        seen.push(settings);
        throw new Error('made');
      },
    };
    await assert.rejects(Stage.of(slots, options), /made/);
    return seen[0];
  };
  const guard = { timeoutMs: 50, failureMode: 'local', localShare: 1 };
  const plain = { backend: 'redis', url: 'redis://127.0.0.1:6379', prefix: 'sentinel:ratelimit:', poolSize: 10 };
  const rows: readonly (readonly [name: string, more: string, made: unknown])[] = [
    ['filters[rate-limit].backend', '', { ...plain, guard, lease: undefined }],
    [
      'filters[rate-limit].redis-url',
      'redis-url "redis://r:1"',
      { ...plain, url: 'redis://r:1', guard, lease: undefined },
    ],
    ['filters[rate-limit].redis-prefix', 'redis-prefix "p:"', { ...plain, prefix: 'p:', guard, lease: undefined }],
    ['filters[rate-limit].redis-pool-size', 'redis-pool-size 3', { ...plain, poolSize: 3, guard, lease: undefined }],
    [
      'filters[rate-limit].redis-timeout-ms',
      'redis-timeout-ms 9',
      { ...plain, guard: { ...guard, timeoutMs: 9 }, lease: undefined },
    ],
    [
      'filters[rate-limit].redis-fallback',
      'redis-fallback #false',
      { ...plain, guard: { ...guard, failureMode: 'open' }, lease: undefined },
    ],
  ];
  for (const [name, more, made] of rows) {
    test(`${name} reaches the store`, async () => {
      assert.deepEqual(await asked(limit(`backend "redis"; ${more}`)), made);
    });
  }

  test('filters[rate-limit].backend "durable-object" counts in the usual binding', async () => {
    assert.deepEqual(await asked(limit('backend "durable-object"'), { runtime: 'workerd' }), {
      backend: 'durable-object',
      binding: 'SENTINEL_LEDGER',
      url: undefined,
      token: undefined,
      guard: { ...guard, timeoutMs: 500 },
      lease: undefined,
    });
  });

  const memcached = {
    backend: 'memcached',
    url: 'memcache://127.0.0.1:11211',
    prefix: 'sentinel:ratelimit:',
    poolSize: 10,
  };
  const inMemcached: readonly (readonly [name: string, more: string, made: unknown])[] = [
    [
      'filters[rate-limit].memcached-url',
      'memcached-url "memcache://m:1"',
      { ...memcached, url: 'memcache://m:1', guard },
    ],
    ['filters[rate-limit].memcached-prefix', 'memcached-prefix "p:"', { ...memcached, prefix: 'p:', guard }],
    ['filters[rate-limit].memcached-pool-size', 'memcached-pool-size 3', { ...memcached, poolSize: 3, guard }],
    [
      'filters[rate-limit].memcached-timeout-ms',
      'memcached-timeout-ms 9',
      { ...memcached, guard: { ...guard, timeoutMs: 9 } },
    ],
    ['filters[rate-limit].memcached-ttl', 'memcached-ttl 2', { ...memcached, keepMs: 2000, guard }],
    [
      'filters[rate-limit].memcached-fallback',
      'memcached-fallback #false',
      { ...memcached, guard: { ...guard, failureMode: 'open' } },
    ],
  ];
  for (const [name, more, made] of inMemcached) {
    test(`${name} reaches the store`, async () => {
      assert.deepEqual(await asked(limit(`backend "memcache"; ${more}`)), made);
    });
  }
});
