import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { until } from '../support/until.ts';
import { bundleWorker, compatibility } from '../support/workerd.ts';

/** A configuration whose one page is at `path`. */
function pageAt(path: string): string {
  return `
schema-version "1.0"
listeners { listener "main" { address "0.0.0.0:443" } }
routes {
  route "page" {
    matches { path "${path}" }
    service-type "builtin"
    builtin-handler "health"
  }
}
`;
}

/** Asks until the answer has the status, because a new configuration is taken over beside the requests. */
async function untilStatus(worker: Miniflare, path: string, status: number): Promise<void> {
  await until(
    async () => (await statusOf(worker, path)) === status,
    () => [path, status],
  );
}

async function statusOf(worker: Miniflare, path: string): Promise<number> {
  const response = await worker.dispatchFetch(`http://site.test${path}`);
  await response.arrayBuffer();
  return response.status;
}

describe('the configuration of the Worker', { timeout: 240_000 }, () => {
  let script: string;
  let worker: Miniflare;

  before(async () => {
    script = await bundleWorker({ config: pageAt('/bundled') });
  });
  beforeEach(async () => {
    await worker?.dispose();
    worker = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
      compatibilityDate: compatibility.date,
      compatibilityFlags: compatibility.flags,
      kvNamespaces: ['SENTINEL_KV'],
      bindings: { SENTINEL_CONFIG_TTL_SECS: '0' },
      cf: false,
    });
  });
  after(() => worker?.dispose());

  test('is the one built in while KV has none', async () => {
    assert.equal(await statusOf(worker, '/bundled'), 200);
    assert.equal(await statusOf(worker, '/stored'), 404);
  });

  test('is the one in KV from the first request on', async () => {
    await (await worker.getKVNamespace('SENTINEL_KV')).put('config', pageAt('/stored'));

    assert.equal(await statusOf(worker, '/stored'), 200);
    assert.equal(await statusOf(worker, '/bundled'), 404);
  });

  test('changes with KV, without a restart', async () => {
    const store = await worker.getKVNamespace('SENTINEL_KV');
    assert.equal(await statusOf(worker, '/bundled'), 200);

    await store.put('config', pageAt('/stored'));
    await untilStatus(worker, '/stored', 200);
    await store.delete('config');
    await untilStatus(worker, '/bundled', 200);
  });

  test('stays as it is when KV gets one that cannot be used', async () => {
    const store = await worker.getKVNamespace('SENTINEL_KV');
    await store.put('config', pageAt('/good'));
    assert.equal(await statusOf(worker, '/good'), 200);

    await store.put('config', 'routes { nonsense }');
    for (let tries = 0; tries < 10; tries += 1) assert.equal(await statusOf(worker, '/good'), 200);
  });

  test('serves nothing while the only one there is cannot be used', async () => {
    const store = await worker.getKVNamespace('SENTINEL_KV');
    await store.put('config', 'routes { nonsense }');
    assert.equal(await statusOf(worker, '/bundled'), 503);

    await store.put('config', pageAt('/stored'));
    assert.equal(await statusOf(worker, '/stored'), 200);
  });
});
