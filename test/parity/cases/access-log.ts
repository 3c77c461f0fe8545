import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond, stall } from '../../support/raw-origin-behaviours.ts';
import { echoWebSocket, handshake } from '../../support/websocket-peer.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [
      upstream('app', [ports.a]),
      upstream('half', [ports.refused, ports.b]),
      upstream('dead', [ports.refused]),
    ].join('\n'),
    routes: [
      prefixRoute('app', '/app', 'app', 'websocket #true'),
      prefixRoute('half', '/half', 'half', 'retry-policy { backoff "1ms" }'),
      prefixRoute('dead', '/dead', 'dead'),
    ].join('\n'),
    more: 'observability { logging { access-log { file "stdout"; format "json" } } }',
  });

type LogLine = Readonly<Record<string, unknown>>;

const isOf = (path: string) => (line: string) => line.includes(`"${path}"`) && line.includes('"duration_ms"');

/** The log line of the request with this path, once it is there. */
async function lineOf(world: World, path: string): Promise<LogLine> {
  const line = await world.subject.log.line(isOf(path));
  return JSON.parse(line.slice(line.indexOf('{'))) as LogLine;
}

const linesOf = (world: World, path: string) => world.subject.log.all(isOf(path)).length;

export const cases: readonly Case[] = [
  {
    name: 'writes one line per request with who asked what and how it went',
    async run(world) {
      const reply = await world.ask('GET /app/all?a=1&b=2', {
        headers: ['User-Agent: parity/1', 'Referer: http://from.test/'],
      });
      const line = await lineOf(world, '/app/all');

      assert.equal(line['method'], 'GET');
      assert.equal(line['query'], 'a=1&b=2');
      assert.equal(line['status'], 200);
      assert.equal(line['client_ip'], '127.0.0.1');
      assert.equal(line['user_agent'], 'parity/1');
      assert.equal(line['referer'], 'http://from.test/');
      assert.equal(line['host'], 'sentinel.test');
      assert.equal(line['route_id'], 'app');
      assert.equal(line['upstream'], 'app');
      assert.equal(line['upstream_addr'], `127.0.0.1:${world.origin.port}`);
      assert.equal(line['upstream_attempts'], 1);
      assert.equal(line['trace_id'], field(reply, 'x-correlation-id'));
      assert.equal(typeof line['duration_ms'], 'number');
      assert.ok(!Number.isNaN(Date.parse(String(line['timestamp']))));
      assert.equal(linesOf(world, '/app/all'), 1);
    },
  },
  {
    name: 'counts the bytes of the body that were sent',
    async run(world) {
      world.origin.answer(respond('200 OK', [], 'x'.repeat(12_345)));
      await world.ask('GET /app/bytes');

      assert.equal((await lineOf(world, '/app/bytes'))['body_bytes_sent'], 12_345);
    },
  },
  {
    name: 'writes a line for requests that no route takes',
    async run(world) {
      await world.ask('GET /nowhere-at-all');
      const line = await lineOf(world, '/nowhere-at-all');

      assert.equal(line['status'], 404);
      assert.ok(!line['route_id']);
    },
  },
  {
    name: 'writes a line for requests whose upstream fails, with the code of the failure',
    async run(world) {
      await world.ask('GET /dead/end');
      const line = await lineOf(world, '/dead/end');

      assert.equal(line['status'], 502);
      assert.ok(JSON.stringify(line).includes('upstream_refused'));
    },
  },
  {
    name: 'counts the tries of a request',
    async run(world) {
      await world.ask('GET /half/1');
      await world.ask('GET /half/2');
      const tries = [
        (await lineOf(world, '/half/1'))['upstream_attempts'],
        (await lineOf(world, '/half/2'))['upstream_attempts'],
      ];

      assert.ok(tries.includes(2), String(tries));
    },
  },
  {
    name: 'writes 499 once for a client that left before the answer',
    async run(world) {
      world.origin.answer(stall);
      const client = await world.start('GET /app/left');
      await world.origin.request();
      client.reset();

      assert.equal((await lineOf(world, '/app/left'))['status'], 499);
      world.origin.reset();
      assert.equal((await world.ask('GET /app/after')).status, 200);
      await lineOf(world, '/app/after');
      assert.equal(linesOf(world, '/app/left'), 1);
    },
  },
  {
    name: 'writes one line for an answer that the upstream breaks off',
    async run(world) {
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Content-Length: 100', 'Content-Type: text/event-stream']);
        call.write('begin');
        await call.reset();
      });
      await world.ask('GET /app/broken').catch(() => undefined);
      const line = await lineOf(world, '/app/broken');

      assert.ok(/upstream_body_broken|upstream_reset/.test(JSON.stringify(line)), JSON.stringify(line));
      assert.equal(linesOf(world, '/app/broken'), 1);
    },
  },
  {
    name: 'writes a line for a WebSocket once it is over',
    async run(world) {
      world.origin.answer(echoWebSocket());
      const client = await world.start('GET /app/socket', { headers: handshake });
      assert.equal((await client.reply()).status, 101);
      client.reset();

      assert.equal((await lineOf(world, '/app/socket'))['status'], 101);
      assert.equal(linesOf(world, '/app/socket'), 1);
    },
  },
  {
    name: 'keeps every line one line, whatever the request holds',
    async run(world) {
      await world.ask('GET /app/odd', { headers: ['User-Agent: a"b\\c \xe9'] });
      const line = await lineOf(world, '/app/odd');

      assert.ok(String(line['user_agent']).startsWith('a"b\\c '));
    },
  },
];
