import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { bundleWorker, compatibility } from '../support/workerd.ts';

const config = `
  listeners { listener "main" { address "127.0.0.1:8080" } }
  filters {
    filter "block" { type "geo"; countries "DE"; on-unknown "closed"; upstream-header "X-Country" }
    filter "moved" { type "redirect"; replace-full-path "/welcome" }
  }
  routes { route "all" { matches { path-prefix "/" }; filters "block" "moved" } }`;

describe('the country that the platform tells', () => {
  let worker: Miniflare;
  before(async () => {
    worker = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: await bundleWorker({ config }) }],
      compatibilityDate: compatibility.date,
      compatibilityFlags: [...compatibility.flags],
      cf: false,
    });
  });
  after(() => worker?.dispose());

  /** Anything the platform might say. */
  const ask = (country: string) =>
    worker.dispatchFetch('http://site.test/', {
      redirect: 'manual',
      cf: { country } as { country: 'FR' },
    });

  test('decides who is let through, and is told to the client', async () => {
    const french = await ask('FR');

    assert.deepEqual([french.status, french.headers.get('x-geoip-country')], [302, 'FR']);
    assert.equal((await ask('DE')).status, 403);
  });

  for (const country of ['XX', 'T1', 'de', '']) {
    test(`is not known where it is ${JSON.stringify(country)}`, async () => {
      const reply = await ask(country);

      assert.deepEqual([reply.status, reply.headers.get('x-geoip-country')], [403, null]);
    });
  }
});
