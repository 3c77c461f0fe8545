import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { until } from '../support/until.ts';
import { bundleWorker, compatibility } from '../support/workerd.ts';

describe('the cache of the data centre', { timeout: 240_000 }, () => {
  let worker: Miniflare;
  let asked = 0;
  const origin = createServer((request, answer) => {
    asked += 1;
    const language = request.headers['accept-language'] ?? 'none';
    answer
      .writeHead(200, { 'cache-control': 'max-age=600', vary: 'accept-language', 'cache-tag': 'shop' })
      .end(`${language} ${'x'.repeat(1000)}`);
  });

  before(async () => {
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
    const { port } = origin.address() as AddressInfo;
    const config = `
      system { admin-token "open-sesame" }
      cache { backend "edge"; status-header #true }
      listeners { listener "main" { address "0.0.0.0:443" } }
      routes {
        route "purge" { priority 900; matches { path "/purge" }; builtin-handler "cache-purge" }
        route "all" { matches { path-prefix "/" }; upstream "app"; cache { enabled #true } }
      }
      upstreams { upstream "app" { target "127.0.0.1:${port}" } }`;
    worker = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: await bundleWorker({ config }) }],
      compatibilityDate: compatibility.date,
      compatibilityFlags: compatibility.flags,
      kvNamespaces: ['SENTINEL_KV'],
      cf: false,
    });
  });
  after(async () => {
    await worker.dispose();
    origin.close();
  });

  async function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
    const response = await worker.dispatchFetch(`http://site.test${path}`, { method, headers });
    return { status: response.status, did: response.headers.get('cache-status') ?? '', text: await response.text() };
  }

  async function untilKept(path: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    await until(
      async () => /hit/.test((await ask(path, headers)).did),
      () => path,
    );
  }

  test('keeps responses whole, each variant by itself, and parts of them', async () => {
    const german = { 'accept-language': 'de' };
    const english = { 'accept-language': 'en' };
    await untilKept('/a', english);
    await untilKept('/a', german);
    const before = asked;

    assert.match((await ask('/a', german)).text, /^de x+$/);
    assert.match((await ask('/a', english)).text, /^en x+$/);
    assert.deepEqual(await ask('/a', { ...english, range: 'bytes=0-3' }).then(({ status, text }) => [status, text]), [
      206,
      'en x',
    ]);
    assert.equal(asked, before);
  });

  test('does not answer with what a request has changed, and does not tell all the world of it', async () => {
    await untilKept('/c');
    await ask('/c', {}, 'POST');

    assert.doesNotMatch((await ask('/c')).did, /hit/);
    const { keys } = await (await worker.getKVNamespace('SENTINEL_KV')).list({ prefix: 'cache-purge:' });
    assert.deepEqual(keys, []);
    await untilKept('/c');
  });

  test('does not answer with what was purged by its tag, in this isolate or another', async () => {
    await untilKept('/b');
    const token = { authorization: 'Bearer open-sesame', 'x-purge-tag': 'shop' };
    assert.equal((await ask('/purge', token, 'POST')).status, 200);

    assert.doesNotMatch((await ask('/b')).did, /hit/);
    const { keys } = await (await worker.getKVNamespace('SENTINEL_KV')).list({ prefix: 'cache-purge:' });
    assert.deepEqual(
      keys.map(({ metadata }) => metadata),
      [{ what: { by: 'tag', tag: 'shop' }, how: 'delete' }],
    );
  });
});
