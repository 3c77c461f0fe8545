import assert from 'node:assert/strict';
import { errorCode } from '../../parity/error-code.ts';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';

/** Examples about what is changed on the way. */
export const filters: Readonly<Record<string, Expectation>> = {
  'examples/header-policies.kdl': {
    shows: 'changes headers both ways',
    async run(stage) {
      const sent = ['X-Old-Name: kept', 'X-Secret: hidden', 'X-Tier: gold'];
      const { headers } = await stage.told('GET /', { headers: sent });
      const reply = await stage.ask('GET /', { headers: sent });

      assert.equal(headers['x-new-name'], 'kept');
      assert.equal(headers['x-tier'], 'standard');
      assert.equal(headers['x-seen-by'], 'sentinel');
      assert.equal(headers['x-secret'], undefined);
      assert.equal(field(reply, 'x-frame-options'), 'DENY');
      assert.equal(field(reply, 'x-powered-by'), undefined);
    },
  },
  'examples/filter-headers.kdl': {
    shows: 'runs named filters on the routes that name them',
    async run(stage) {
      assert.equal((await stage.told('GET /shop')).headers['x-area'], 'shop');
      assert.equal((await stage.told('GET /blog')).headers['x-area'], undefined);
      for (const path of ['/shop', '/blog']) {
        const reply = await stage.ask(`GET ${path}`);
        assert.equal(field(reply, 'cache-control'), 'no-store');
        assert.equal(field(reply, 'x-powered-by'), undefined);
      }
    },
  },
  'examples/passage.kdl': {
    shows: 'decides who gets in and what paths upstreams see, and fails on purpose',
    async run(stage) {
      const api = await stage.told('GET /api/users');
      assert.deepEqual([api.url, api.headers['x-forwarded-prefix']], ['/users', '/api']);
      assert.equal((await stage.told('GET /blog/2024/hello')).url, '/posts/2024-hello');
      assert.equal((await stage.ask('GET /admin/')).status, 200);
      const closed = await stage.ask('GET /shop/');
      assert.deepEqual([closed.status, field(closed, 'retry-after')], [503, '600']);
      assert.equal((await stage.ask('GET /shop/', { headers: ['X-Maintenance-Bypass: let-me-look'] })).status, 200);
      const failed = await stage.ask('GET /api/users', { headers: ['X-Chaos: 1'] });
      assert.deepEqual([failed.status, errorCode(failed)], [502, 'injected']);
    },
  },
  'examples/canary.kdl': {
    shows: 'sends who asks for it, and a few others, to the next version',
    async run(stage) {
      const variants = [];
      for (let i = 0; i < 4; i += 1) variants.push(field(await stage.ask('GET /'), 'x-variant'));
      assert.equal(new Set(variants).size, 1);
      const [main, next] = [await stage.told('GET /'), await stage.told('GET /', { headers: ['X-Canary: yes'] })];
      assert.deepEqual([main.origin, next.origin], [variants[0] === 'next' ? 3002 : 3001, 3002]);
    },
  },
  'examples/rate-limits.kdl': {
    shows: 'limits how often, for whom, and how many at once',
    async run(stage) {
      const logins = [];
      for (let i = 0; i < 4; i += 1) logins.push(await stage.ask('GET /login'));
      assert.deepEqual(
        logins.map((reply) => [reply.status, field(reply, 'x-ratelimit-remaining')]),
        [
          [200, '2'],
          [200, '1'],
          [200, '0'],
          [429, '0'],
        ],
      );
      assert.match(logins[3]!.text, /Come back later/);
      assert.ok(Number(field(logins[3]!, 'retry-after')) > 0);

      const startedAt = performance.now();
      for (let i = 0; i < 2; i += 1) assert.equal((await stage.ask('GET /search')).status, 200);
      assert.ok(performance.now() - startedAt > 300);

      assert.equal((await stage.ask('GET /reports/1')).status, 200);
      const reply = await stage.ask('GET /', { headers: ['X-Api-Key: k'] });
      assert.equal(field(reply, 'ratelimit-policy'), '"api";q=50;w=5');
    },
  },
  'examples/ledger-sqlite.kdl': {
    shows: 'goes on counting where it was before a restart',
    async run(stage) {
      const statuses = [];
      for (let i = 0; i < 4; i += 1) statuses.push((await stage.ask('GET /login')).status);
      assert.deepEqual(statuses, [200, 200, 200, 429]);

      await stage.restart();

      assert.equal((await stage.ask('GET /login')).status, 429);
    },
  },
  'examples/filter-redirect.kdl': {
    shows: 'sends clients elsewhere',
    async run(stage) {
      const places: unknown[] = [];
      for (const [path, host] of [
        ['/page?x=1', 'old.test'],
        ['/docs/v1/start', 'new.test'],
        ['/home', 'new.test'],
      ] as const) {
        const reply = await stage.ask(`GET ${path}`, { host });
        places.push([reply.status, field(reply, 'location')]);
      }

      assert.deepEqual(places, [
        [301, 'https://www.new.test/page?x=1'],
        [302, 'http://new.test/docs/v2/start'],
        [308, 'http://new.test/'],
      ]);
    },
  },
  'examples/filter-url-rewrite.kdl': {
    shows: 'asks the upstream for another path or host',
    async run(stage) {
      assert.equal((await stage.told('GET /api/v1/users?page=2')).url, '/users?page=2');
      assert.equal((await stage.told('GET /old/report')).url, '/reports/all');
      assert.equal((await stage.told('GET /legacy')).headers['host'], 'legacy.internal');
    },
  },
  'examples/filter-timeout.kdl': {
    shows: 'waits less on the routes that name the filter',
    async run(stage) {
      const [page, search] = await Promise.all(
        ['/page/slow/700', '/search/slow/700'].map((path) => stage.ask(`GET ${path}`)),
      );

      assert.equal(page!.status, 200);
      assert.deepEqual([search!.status, errorCode(search!)], [504, 'upstream_first_byte_timeout']);
    },
  },
};
