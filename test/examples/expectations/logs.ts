import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { handshake } from '../../support/websocket-peer.ts';
import type { Expectation } from '../expectation.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Examples about what is written down. */
export const logs: Readonly<Record<string, Expectation>> = {
  'examples/access-log-json.kdl': {
    shows: 'writes the chosen fields, and every failure',
    async run(stage) {
      await stage.ask('GET /status/500?x=1', { headers: ['User-Agent: example/1'] });
      const line = JSON.parse(await stage.log.line((text) => text.includes('/status/500'))) as Record<string, unknown>;

      assert.equal(line['status'], 500);
      assert.equal(line['route_id'], 'all');
      for (const name of ['user_agent', 'referer', 'query']) assert.ok(!(name in line), name);
    },
  },
  'examples/access-log-combined.kdl': {
    shows: 'writes lines in the combined format',
    async run(stage) {
      await stage.ask('GET /page?x=1', { headers: ['Referer: http://from.test/', 'User-Agent: example/1'] });
      const line = await stage.log.line((text) => text.includes('/page'));

      assert.match(
        line,
        /^127\.0\.0\.1 - - \[[^\]]+\] "GET \/page\?x=1 HTTP\/1\.1" 200 \d+ "http:\/\/from\.test\/" "example\/1" \S+ \d+ms$/,
      );
    },
  },
  'examples/log-files.kdl': {
    shows: 'writes logs to files and puts large ones aside',
    async run(stage) {
      for (let i = 0; i < 20; i += 1) await stage.ask(`GET /page/${i}`);
      assert.equal((await stage.ask('GET /closed', { headers: handshake })).status, 403);

      assert.match(await stage.file('access.log.1'), /"path":"\/page\/\d+"/);
      assert.ok((await stage.file('access.log')).length <= 4096);
      assert.match(await stage.file('audit.log', (text) => text.includes('\n')), /"action":"websocket_rejected"/);
      assert.match(await stage.file('error.log', (text) => text.includes('\n')), /upgrade_not_allowed/);
    },
  },
  'examples/trace-ids.kdl': {
    shows: 'gives every request an id, keeps one that is there, and continues traces',
    async run(stage) {
      assert.match(field(await stage.ask('GET /'), 'x-correlation-id')!, uuid);
      const given = await stage.ask('GET /', { headers: ['X-Request-Id: order-7'] });
      assert.equal(field(given, 'x-correlation-id'), 'order-7');

      const { headers } = await stage.told('GET /', { headers: [`traceparent: 00-${trace}-00f067aa0ba902b7-01`] });
      assert.match(headers['traceparent']!, new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    },
  },
};
