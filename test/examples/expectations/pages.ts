import assert from 'node:assert/strict';
import { readMetrics } from '../../support/metrics-reader.ts';
import { field } from '../../support/raw-message.ts';
import type { Expectation } from '../expectation.ts';

const token = 'open-sesame';
const withToken = { headers: [`Authorization: Bearer ${token}`] };

/** Examples about what Sentinel answers itself. */
export const pages: Readonly<Record<string, Expectation>> = {
  'examples/error-pages.kdl': {
    shows: 'answers errors with the pages of the route, in the form that fits',
    async run(stage) {
      const shop = await stage.ask('GET /shop', { headers: ['X-Correlation-Id: seen-1'] });
      assert.equal(shop.status, 502);
      assert.equal(field(shop, 'retry-after'), '120');
      assert.equal(
        shop.text,
        '<h1>Closed for a moment</h1><p>We are back in a few minutes. (502)</p><small>seen-1</small>',
      );

      const types: unknown[] = [];
      for (const [path, accept] of [
        ['/api', '*/*'],
        ['/plain', '*/*'],
        ['/api', 'text/html'],
      ]) {
        const reply = await stage.ask(`GET ${path}`, { headers: [`Accept: ${accept}`] });
        assert.equal(reply.status, 502);
        types.push(field(reply, 'content-type')?.split(';')[0]);
      }
      assert.deepEqual(types, ['application/json', 'text/plain', 'text/html']);
    },
  },
  'examples/metrics.kdl': {
    shows: 'counts requests, and shows them at an address of their own',
    async run(stage) {
      assert.equal((await stage.ask('GET /a')).status, 200);
      const shown = await stage.ask('GET /metrics', { at: 9090, host: 'localhost' });
      const { values } = readMetrics(shown.text);

      assert.equal(values.get('sentinel_requests_total{route="app",method="GET",status="200"}'), 1);
      assert.equal((await stage.ask('GET /other', { at: 9090, host: 'localhost' })).status, 404);
    },
  },
  'examples/builtin-pages.kdl': {
    shows: 'tells everyone about health, and the holder of the token about the inside',
    env: { SENTINEL_ADMIN_TOKEN: token },
    async run(stage) {
      assert.equal((JSON.parse((await stage.ask('GET /-/health')).text) as { status: string }).status, 'healthy');
      assert.equal((JSON.parse((await stage.ask('GET /-/status')).text) as { status: string }).status, 'ok');
      assert.equal((await stage.ask('GET /nowhere')).status, 404);
      for (const page of ['config', 'upstreams']) {
        assert.equal((await stage.ask(`GET /-/${page}`)).status, 401);
        const shown = await stage.ask(`GET /-/${page}`, withToken);
        assert.equal(shown.status, 200);
        assert.ok(!shown.text.includes(token));
      }
    },
  },
};
