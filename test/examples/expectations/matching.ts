import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';
import type { Asking, Stage } from '../stage.ts';

/** A request line, with what else is sent, and the origin it must reach. */
type Reaching = readonly [line: string, origin: number, asking?: Asking];

async function assertReached(stage: Stage, requests: readonly Reaching[]): Promise<void> {
  for (const [line, origin, asking] of requests) {
    assert.equal((await stage.told(line, asking)).origin, origin, `${line} ${JSON.stringify(asking)}`);
  }
}

/** Examples about which route takes a request. */
export const matching: Readonly<Record<string, Expectation>> = {
  'examples/minimal.kdl': {
    shows: 'passes a request on as it was, and says who asked',
    async run(stage) {
      const { method, url, headers, body } = await stage.told('POST /hello?name=you', { body: 'hi' });

      assert.deepEqual([method, url, body], ['POST', '/hello?name=you', 'hi']);
      assert.equal(headers['host'], 'example.test');
      assert.equal(headers['x-forwarded-for'], '127.0.0.1');
      assert.equal(headers['via'], '1.1 sentinel');
      assert.ok(headers['x-correlation-id']);
    },
  },
  'examples/match-hosts.kdl': {
    shows: 'tells hosts apart by name, wildcard and pattern',
    async run(stage) {
      await assertReached(stage, [
        ['GET /', 3001, { host: 'shop.test' }],
        ['GET /', 3001, { host: 'WWW.shop.test:8080' }],
        ['GET /', 3002, { host: 'anna.users.test' }],
        ['GET /', 3002, { host: 'a.b.users.test' }],
        ['GET /', 3003, { host: 'eu-7.api.test' }],
      ]);

      for (const host of ['other.test', 'users.test', 'xx-7.api.test']) {
        assert.equal((await stage.ask('GET /', { host })).status, 404, host);
      }
    },
  },
  'examples/match-paths.kdl': {
    shows: 'tells paths apart, the longer prefix first, up to whole segments',
    async run(stage) {
      await assertReached(stage, [
        ['GET /login', 3001],
        ['GET /logout', 3001],
        ['GET /api', 3002],
        ['GET /api/users', 3002],
        ['GET /api/admin/users', 3003],
        ['GET /api/x/../admin', 3003],
      ]);

      for (const path of ['/apiary', '/login/x', '/']) assert.equal((await stage.ask(`GET ${path}`)).status, 404, path);
    },
  },
  'examples/match-regex.kdl': {
    shows: 'matches paths by patterns',
    async run(stage) {
      await assertReached(stage, [
        ['GET /articles/2026/11', 3001],
        ['GET /photos/cat.JPG', 3002],
        ['GET /a/b.webp', 3002],
      ]);

      for (const path of ['/articles/new', '/articles/2026/11/x', '/photos/cat.gif']) {
        assert.equal((await stage.ask(`GET ${path}`)).status, 404, path);
      }
    },
  },
  'examples/match-headers.kdl': {
    shows: 'matches headers by value and by presence',
    run: (stage) =>
      assertReached(stage, [
        ['GET /', 3001],
        ['GET /', 3002, { headers: ['x-version: 2'] }],
        ['GET /', 3001, { headers: ['X-Version: 3'] }],
        ['GET /', 3003, { headers: ['X-Debug: anything'] }],
        ['GET /', 3003, { headers: ['X-Debug: 1', 'X-Version: 2'] }],
      ]),
  },
  'examples/match-query.kdl': {
    shows: 'matches decoded query parameters by value and by presence',
    run: (stage) =>
      assertReached(stage, [
        ['GET /search?q=tea', 3001],
        ['GET /search?q=tea&mode=fast', 3002],
        ['GET /search?mode=f%61st', 3002],
        ['GET /search?mode=slow', 3001],
        ['GET /search?q=tea&preview', 3003],
      ]),
  },
  'examples/match-methods.kdl': {
    shows: 'tells methods apart and answers 405 to others',
    async run(stage) {
      await assertReached(stage, [
        ['GET /orders', 3001],
        ['POST /orders', 3002, { body: 'one tea' }],
        ['PUT /orders/1', 3002, { body: 'two teas' }],
      ]);
      const refused = await stage.ask('DELETE /orders');

      assert.equal(refused.status, 405);
      assert.deepEqual(field(refused, 'allow')?.split(', ').toSorted(), ['GET', 'HEAD', 'POST', 'PUT']);
    },
  },
  'examples/priorities.kdl': {
    shows: 'takes the higher priority, then the more specific route, then what is left',
    run: (stage) =>
      assertReached(stage, [
        ['GET /shop/cart', 3001],
        ['GET /shop/cart', 3003, { headers: ['X-Maintenance: 1'] }],
        ['GET /about', 3002],
      ]),
  },
  'examples/default-route.kdl': {
    shows: 'sends what no route takes to the default route of the listener',
    async run(stage) {
      await assertReached(stage, [
        ['GET /api/x', 3001],
        ['GET /anything', 3002],
        ['GET /api/x', 3001, { at: 8081 }],
      ]);

      assert.equal((await stage.ask('GET /anything', { at: 8081 })).status, 404);
    },
  },
};
