import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CompiledPlan, compile } from '../../shared/config/compile/compile.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { alive } from './alive.ts';
import { configText, type Slots } from './config-text.ts';
import { type Ask, Stage } from './stage.ts';

const caching = (more = '', top = ''): Slots => ({ route: `cache { enabled #true; ${more} }`, top });

type Headers = Readonly<Record<string, string>>;
const kept: Headers = { 'cache-control': 'max-age=60' };

/** How many requests reach the origin, each after so many seconds, while it answers with these fields. */
const reaching =
  (headers: Headers, asks: readonly (Ask & { readonly later?: number })[] = [{}, {}], status = 200) =>
  async (stage: Stage): Promise<number> => {
    stage.origin = (call) => call.answer(status, new BytesBody('x'.repeat(100)), headers);
    for (const ask of asks) {
      stage.platform.time.jump((ask.later ?? 0) * 1000);
      await stage.ask(ask);
    }
    return stage.calls.length;
  };

describe('the cache of a route', () => {
  alive('routes.cache.enabled', 'answers requests from what is kept', {
    on: caching(),
    see: reaching(kept),
    shows: [2, 1],
  });
  alive('routes.policies.cache.enabled', 'stands for the same among the policies', {
    on: { route: 'policies { cache { enabled #true } }' },
    see: reaching(kept),
    shows: [2, 1],
  });
  alive('routes.cache.default-ttl-secs', 'is how long a response is fresh that says nothing', {
    off: caching(),
    on: caching('default-ttl-secs 60'),
    see: reaching({}, [{}, { later: 59 }, { later: 2 }]),
    shows: [3, 2],
  });
  alive('routes.cache.max-size-bytes', 'is the largest body that is kept', {
    off: caching('max-size-bytes 99'),
    on: caching('max-size-bytes 100'),
    see: reaching(kept),
    shows: [2, 1],
  });
  const private_ = { 'cache-control': 'private, max-age=60' };
  const ann = { headers: { cookie: 'ann' } };
  alive('routes.cache.cache-private', 'keeps private responses for the credentials they were given to', {
    off: caching(),
    on: caching('cache-private #true'),
    see: reaching(private_, [ann, ann, { headers: { cookie: 'bob' } }]),
    shows: [3, 2],
  });
  const failing = async (stage: Stage): Promise<readonly string[]> => {
    stage.origin = (call) => call.answer(200, new BytesBody('kept'), kept);
    await stage.ask();
    stage.platform.time.jump(61_000);
    stage.origin = (call) => call.answer(503, new BytesBody('down'));
    return [(await stage.ask()).text, (await stage.ask()).text];
  };
  alive('routes.cache.stale-while-revalidate-secs', 'answers with what is stale while it is fetched', {
    off: caching(),
    on: caching('stale-while-revalidate-secs 10'),
    see: async (stage) => (await failing(stage))[0],
    shows: ['down', 'kept'],
  });
  alive('routes.cache.stale-if-error-secs', 'answers with what is stale while the upstream fails', {
    off: caching(),
    on: caching('stale-if-error-secs 10'),
    see: failing,
    shows: [
      ['down', 'down'],
      ['kept', 'kept'],
    ],
  });
  alive('routes.cache.cacheable-methods', 'decides which methods are answered', {
    off: caching(),
    on: caching('cacheable-methods "GET"'),
    see: reaching(kept, [{}, { method: 'HEAD' }]),
    shows: [1, 2],
  });
  alive('routes.cache.cacheable-status-codes', 'decides which statuses are kept', {
    off: caching(),
    on: caching('cacheable-status-codes 200'),
    see: reaching(kept, [{}, {}], 404),
    shows: [1, 2],
  });
  const english = { headers: { 'x-lang': 'en' } };
  alive('routes.cache.vary-headers', 'tells requests apart that the response does not', {
    off: caching(),
    on: caching('vary-headers "X-Lang"'),
    see: reaching(kept, [english, { headers: { 'x-lang': 'de' } }, english]),
    shows: [1, 2],
  });
  alive('routes.cache.ignore-query-params', 'takes requests for the same that differ by them', {
    off: caching(),
    on: caching('ignore-query-params "utm_source"'),
    see: reaching(kept, [{ target: '/?utm_source=a' }, { target: '/?utm_source=b' }]),
    shows: [2, 1],
  });
  alive('routes.cache.sort-query-params', 'takes requests for the same whose parameters come in another order', {
    off: caching(),
    on: caching('sort-query-params #true'),
    see: reaching(kept, [{ target: '/?a=1&b=2' }, { target: '/?b=2&a=1' }]),
    shows: [2, 1],
  });
  alive('routes.cache.exclude-extensions', 'leaves files of a kind alone', {
    off: caching(),
    on: caching('exclude-extensions "php"'),
    see: reaching(kept, [{ target: '/a.PHP' }, { target: '/a.PHP' }]),
    shows: [1, 2],
  });
  alive('routes.cache.exclude-paths', 'leaves paths alone', {
    off: caching(),
    on: caching('exclude-paths "/api/*/live"'),
    see: reaching(kept, [{ target: '/api/x/live' }, { target: '/api/x/live' }, { target: '/a' }, { target: '/a' }]),
    shows: [2, 3],
  });
});

describe('the cache of all routes', () => {
  alive('cache.enabled', 'switches the caches of all routes', {
    off: { ...caching('', 'cache { enabled #false }'), route: '' },
    on: caching('', 'cache { enabled #true }'),
    see: (stage) => stage.plan.cache !== undefined,
    shows: [false, true],
  });
  alive('cache.max-size', 'is how much is kept', {
    off: caching('', 'cache { max-size 500 }'),
    on: caching('', 'cache { max-size "64KiB" }'),
    see: reaching(kept),
    shows: [2, 1],
  });
  const many = Array.from({ length: 40 }, (_, at) => ({ target: `/${at}` }));
  alive('cache.eviction-limit', 'is what is left when there was too much', {
    off: caching('', 'cache { max-size "16KiB" }'),
    on: caching('', 'cache { max-size "16KiB"; eviction-limit 2000 }'),
    see: async (stage) => {
      let least = Number.POSITIVE_INFINITY;
      let most = 0;
      for (const ask of many) {
        await reaching(kept, [ask])(stage);
        const { bytes } = stage.plan.cache!.cache.counts();
        if (bytes > most) most = bytes;
        else least = Math.min(least, bytes);
      }
      return least < 4000;
    },
    shows: [false, true],
  });
  alive('cache.lock-timeout', 'is how long requests wait for another', {
    off: caching(),
    on: caching('', 'cache { lock-timeout 1 }'),
    see: async (stage) => {
      stage.origin = () => {};
      void stage.begin();
      void stage.begin();
      await new Promise(setImmediate);
      stage.platform.time.advance(2000);
      await new Promise(setImmediate);
      return stage.calls.length;
    },
    shows: [1, 2],
  });
  const told = async (stage: Stage): Promise<readonly (string | undefined)[]> => {
    await reaching(kept, [{}])(stage);
    stage.platform.time.jump(10_000);
    const first = await stage.ask();
    const second = await stage.ask({ method: 'POST' });
    return [first, second].map(({ headers }) => headers.get('cache-status'));
  };
  alive('cache.status-header', 'tells what the cache did', {
    off: caching(),
    on: caching('', 'cache { status-header #true }'),
    see: told,
    shows: [
      [undefined, undefined],
      ['sentinel; hit; ttl=50', 'sentinel; fwd=method'],
    ],
  });
  alive('cache.status-header-name', 'is our name in that', {
    off: caching('', 'cache { status-header #true }'),
    on: caching('', 'cache { status-header #true; status-header-name "edge-1" }'),
    see: async (stage) => (await told(stage))[0],
    shows: ['sentinel; hit; ttl=50', 'edge-1; hit; ttl=50'],
  });
});

describe('what the cache did', () => {
  test('stands in the access log', async () => {
    const stage = await Stage.of({ ...caching(), logging: 'access-log { }' });

    await reaching(kept, [{}, {}, { later: 61 }, { method: 'POST' }])(stage);

    assert.deepEqual(
      stage.logged('access').map((line) => [line['cache'], line['cache_reason'], line['upstream_attempts']]),
      [
        ['miss', undefined, 1],
        ['hit', undefined, 0],
        ['expired', undefined, 1],
        ['bypass', 'method', 1],
      ],
    );
  });

  test('is counted on the status page', async () => {
    const page = 'route "page" { matches { path "/status" }; priority 200; builtin-handler "status" }';
    const stage = await Stage.of({ ...caching(), routes: page });
    await reaching(kept, [{}, {}, {}, { method: 'POST' }])(stage);

    const { cache } = JSON.parse((await stage.ask({ target: '/status' })).text) as { cache: Record<string, number> };

    assert.deepEqual(
      ['hits', 'misses', 'bypassed', 'stores', 'entries', 'hit_ratio'].map((name) => cache[name]),
      [2, 1, 1, 1, 0, 0.6667],
    );
  });
});

describe('a reload', () => {
  async function reloaded(top: string): Promise<readonly [before: Stage, after: CompiledPlan]> {
    const stage = await Stage.of(caching('', 'cache { max-size "1MiB" }'));
    await reaching(kept, [{}])(stage);
    const text = configText(caching('default-ttl-secs 5', top));
    const { config } = await loadConfig({ entry: { name: 'a.kdl', text }, runtime: 'node' });
    const process = { version: '0', startedAt: 0, instanceId: 'i', isDraining: () => false };
    const plan = compile(config!, { platform: stage.platform, process, previous: stage.plan });
    stage.engine.replace(plan);
    return [stage, plan];
  }

  test('leaves what is kept as it is while the cache block stays the same', async () => {
    const [stage] = await reloaded('cache { max-size "1MiB" }');

    assert.equal(await reaching(kept, [{}])(stage), 1);
  });

  test('begins with an empty cache when the block is another, and lets go of the one before', async () => {
    const [stage, plan] = await reloaded('cache { max-size "2MiB" }');

    assert.equal(await reaching(kept, [{}])(stage), 2);
    assert.equal(stage.plan.cache!.cache.counts().entries, 0);
    assert.equal(plan.cache!.cache.counts().entries, 1);
  });
});
