import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { RawOrigin } from '../support/raw-origin.ts';
import { respond } from '../support/raw-origin-behaviours.ts';
import { bundleWorker, compatibility } from '../support/workerd.ts';

/** Two targets in turn; a Worker ejects one after `failures` in a row, if it sees that many. */
function twoTargets(good: RawOrigin, dead: RawOrigin, failures: number): string {
  return `
routes {
  route "all" {
    matches { path-prefix "/" }
    upstream "app"
  }
}
upstreams {
  upstream "app" {
    target "127.0.0.1:${good.port}"
    target "127.0.0.1:${dead.port}"
    passive-health { consecutive-failures ${failures}; min-requests 10000; ejection-secs 60 }
  }
}
`;
}

describe('two Workers that share the health of targets', { timeout: 240_000 }, () => {
  let good: RawOrigin;
  let dead: RawOrigin;
  let scripts: { readonly seeing: string; readonly told: string };
  let workers: Miniflare;

  before(async () => {
    [good, dead] = await Promise.all([RawOrigin.start(), RawOrigin.start()]);
    // One that never finds out by itself: what it knows, it was told.
    scripts = {
      seeing: await bundleWorker({ config: twoTargets(good, dead, 2) }),
      told: await bundleWorker({ config: twoTargets(good, dead, 10_000) }),
    };
  });
  beforeEach(async () => {
    good.reset();
    dead.reset();
    dead.answer(respond('502 Bad Gateway'));
    await workers?.dispose();
  });
  after(async () => {
    await workers?.dispose();
    await Promise.all([good.stop(), dead.stop()]);
  });

  /** Both Workers, and the object of the script that is named, if any. */
  function start(scriptName?: 'seeing' | 'broken', broken = ''): Miniflare {
    const common = { compatibilityDate: compatibility.date, compatibilityFlags: compatibility.flags };
    const module = (contents: string) => ({ modules: [{ type: 'ESModule' as const, path: 'worker.js', contents }] });
    const object = { className: 'HealthObject', scriptName: scriptName ?? '', useSQLite: true as const };
    const worker = (name: 'seeing' | 'told') => ({
      ...{ name, ...common, ...module(scripts[name]), bindings: { SENTINEL_HEALTH_TTL_SECS: '0' } },
      ...(scriptName && { durableObjects: { SENTINEL_HEALTH: object } }),
    });
    const nothing = 'export default { fetch: () => new Response() };';
    const last = { name: 'broken', ...common, ...module(`${broken}\n${nothing}`) };
    return new Miniflare({ workers: [worker('seeing'), worker('told'), last], cf: false });
  }

  async function statuses(name: string, count: number): Promise<number[]> {
    const worker = await workers.getWorker(name);
    const seen: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const response = await worker.fetch('http://site.test/');
      await response.arrayBuffer();
      seen.push(response.status);
    }
    return seen;
  }

  test('a target that one finds dead is left out by the other', async () => {
    workers = start('seeing');

    const first = await statuses('seeing', 10);
    // The first request asks what others know; the next may come before there is an answer.
    let learning = 0;
    while (learning < 50 && (await statuses('told', 4)).includes(502)) learning += 1;
    dead.reset();
    const later = await statuses('told', 10);

    assert.equal(first.filter((status) => status === 502).length, 2, `${first}`);
    assert.ok(learning < 50, 'it never learnt');
    assert.deepEqual(new Set(later), new Set([200]));
    assert.equal(dead.seen.length, 0);
  });

  test('without the object each finds out for itself', async () => {
    workers = start();

    await statuses('seeing', 10);
    const later = await statuses('told', 10);

    assert.equal(later.filter((status) => status === 502).length, 5);
  });

  for (const [how, body] of [
    ['fails', 'throw new Error("broken")'],
    ['never answers', 'return new Promise(() => setInterval(() => {}, 1000))'],
  ] as const) {
    test(`an object that ${how} delays nothing, and leaves each with what it sees itself`, async () => {
      workers = start('broken', `export class HealthObject { fetch() { ${body} } }`);
      const startedAt = performance.now();

      const first = await statuses('seeing', 10);
      const other = await statuses('told', 10);

      assert.ok(performance.now() - startedAt < 10_000, `${performance.now() - startedAt} ms`);
      assert.equal(first.filter((status) => status === 502).length, 2);
      assert.equal(other.filter((status) => status === 502).length, 5);
    });
  }
});
