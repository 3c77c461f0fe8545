import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';

/** Examples about files that are served. */
export const sites: Readonly<Record<string, Expectation>> = {
  'examples/static-site/sentinel.kdl': {
    shows: 'serves a site and an application from a folder',
    async run(stage) {
      assert.match((await stage.ask('GET /')).text, /<h1>Home</);
      const moved = await stage.ask('GET /docs');
      assert.deepEqual([moved.status, field(moved, 'location')], [308, './docs/']);
      const missing = await stage.ask('GET /nowhere');
      assert.equal(missing.status, 404);
      assert.match(missing.text, /There is no such page/);
      const part = await stage.ask('GET /site.css', { headers: ['Range: bytes=0-3'] });
      assert.deepEqual([part.status, part.text], [206, 'body']);
      const place = await stage.ask('GET /app/any/place');
      assert.equal(place.status, 200);
      assert.match(place.text, /<title>Application</);
      assert.equal(field(place, 'cache-control'), 'no-cache');
      const script = await stage.ask('GET /app/assets/app.3f2a.js');
      assert.equal(field(script, 'cache-control'), 'public, max-age=31536000, immutable');
      assert.equal(field(script, 'content-type'), 'text/javascript; charset=utf-8');
    },
  },
};
