import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Hono } from 'hono';
import { fetchPlatform } from '../../shared/fetch/platform.ts';
import { sentinel } from '../../shared/hono.ts';
import { plainHost } from '../support/fetch.ts';

const config = `
listeners { listener "main" { address "127.0.0.1:8080" } }
routes { route "api" { matches { path-prefix "/api" }
  upstream "app" } }
upstreams { upstream "app" { target "192.0.2.1:80" } }
`;

function application(passThrough: boolean) {
  const asked: Headers[] = [];
  const host = plainHost({
    async fetch(_url, init) {
      asked.push(new Headers(init.headers));
      return new Response('proxied', { status: 201, headers: { 'x-of-origin': 'yes' } });
    },
  });
  const platform = fetchPlatform({ runtime: 'node', host, log: { write: () => undefined } });
  const app = new Hono();
  app.use(sentinel({ config, platform, passThrough, clientAddress: () => '198.51.100.4' }));
  app.get('/own', (context) => context.text('own'));
  return { app, asked };
}

describe('Sentinel as a middleware of Hono', () => {
  test('proxies what a route takes', async () => {
    const { app, asked } = application(true);

    const response = await app.request('http://a.test/api/x');

    assert.deepEqual([response.status, await response.text()], [201, 'proxied']);
    assert.equal(response.headers.get('x-of-origin'), 'yes');
    assert.equal(asked[0]?.get('x-forwarded-for'), '198.51.100.4');
  });

  test('leaves the rest to the application when it is asked to', async () => {
    const { app } = application(true);

    assert.equal(await (await app.request('http://a.test/own')).text(), 'own');
  });

  test('answers for itself when it is not', async () => {
    const { app } = application(false);

    assert.equal((await app.request('http://a.test/own')).status, 404);
  });
});
