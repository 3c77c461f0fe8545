import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { ConsulServer } from '../support/consul-server.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { bundleWorker, compatibility } from '../support/workerd.ts';

const config = ({ url }: ConsulServer) => `
routes { route "all" { matches { path-prefix "/" }; upstream "app" } }
upstreams { upstream "app" { discovery "consul" { address "${url}"; service "app"; token "consul-token" } } }
`;

describe('targets that a Worker learns from Consul', { timeout: 240_000 }, () => {
  let consul: ConsulServer;
  let origin: RawOrigin;
  let worker: Miniflare;
  let script: string;

  before(async () => {
    consul = await ConsulServer.start();
    consul.token = 'consul-token';
    origin = await RawOrigin.start();
    script = await bundleWorker({ config: config(consul) });
    worker = start();
  });
  after(async () => {
    await worker.dispose();
    await Promise.all([consul.stop(), origin.stop()]);
  });

  function start(objects = true): Miniflare {
    return new Miniflare({
      ...{ compatibilityDate: compatibility.date, compatibilityFlags: compatibility.flags, cf: false },
      modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
      bindings: { SENTINEL_HEALTH_TTL_SECS: '0' },
      ...(objects && { durableObjects: { SENTINEL_HEALTH: { className: 'HealthObject', useSQLite: true as const } } }),
    });
  }

  const ask = async (): Promise<number> => {
    const response = await worker.dispatchFetch('http://site.test/');
    await response.arrayBuffer();
    return response.status;
  };

  test('are there for its first request, and asked for once for all', async () => {
    consul.register('app', [{ address: '127.0.0.1', port: origin.port }]);
    const first = await Promise.all([ask(), ask(), ask()]);

    assert.deepEqual([first, consul.asked], [[200, 200, 200], ['/v1/health/service/app?passing=true']]);
  });

  test('are refused without the object that learns them', async () => {
    await worker.dispose();
    worker = start(false);

    assert.equal(await ask(), 503);
  });
});
