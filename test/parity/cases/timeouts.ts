import assert from 'node:assert/strict';
import { stall } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const usesSilentPort = true;

const waits = 'request-timeout-secs 1; header-timeout-secs 1; keepalive-timeout-secs 1';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, {
    ...(ports.runtime.startsWith('workerd') ? {} : { listener: waits }),
    upstreams: [
      upstream('silent', [ports.silent], 'timeouts { connect 0.4 }'),
      upstream('silent-by-address', [ports.silent], 'host-header "target"; timeouts { connect 0.2; first-byte 0.2 }'),
      upstream('first-byte', [ports.a], 'timeouts { first-byte 0.4 }'),
      upstream('read', [ports.a], 'timeouts { first-byte 10; read 0.4 }'),
      upstream('total', [ports.a], 'timeouts { request 1 }'),
      upstream('patient', [ports.a]),
    ].join('\n'),
    routes: [
      prefixRoute('silent', '/silent', 'silent'),
      prefixRoute('silent-by-address', '/silent-by-address', 'silent-by-address'),
      prefixRoute('first-byte', '/first-byte', 'first-byte'),
      prefixRoute('read', '/read', 'read'),
      prefixRoute('total', '/total', 'total'),
      prefixRoute('patient', '/patient', 'patient'),
      prefixRoute('filter', '/filter', 'patient', 'filters "hasty"'),
      prefixRoute('policy', '/policy', 'patient', 'policies { timeout-secs 0.4 }'),
    ].join('\n'),
    more: 'filters { filter "hasty" { type "timeout"; upstream-timeout-secs 0.4 } }',
  });

export const cases: readonly Case[] = [
  {
    name: 'answers 504 when a target does not take the connection in time',
    async run(world) {
      const reply = await world.ask('GET /silent');

      assert.equal(reply.status, 504);
      assert.equal(errorCode(reply), 'upstream_connect_timeout');
    },
  },
  {
    name: 'tells that it was the connection, also where the target is sent its own address as Host',
    differs: { workerd: 'connect-timeout', 'workerd-fetch': 'connect-timeout' },
    async run(world) {
      const reply = await world.ask('GET /silent-by-address');

      assert.equal(errorCode(reply), 'upstream_connect_timeout');
    },
    async otherwise(world) {
      const reply = await world.ask('GET /silent-by-address');

      assert.equal(reply.status, 504);
      assert.equal(errorCode(reply), 'upstream_first_byte_timeout');
    },
  },
  {
    name: 'answers 504 when the head of the answer does not come in time, and lets the target go',
    async run(world) {
      world.origin.answer(stall);
      const reply = await world.ask('GET /first-byte');

      assert.equal(reply.status, 504);
      assert.equal(errorCode(reply), 'upstream_first_byte_timeout');
      await world.origin.allGone();
    },
  },
  {
    name: 'breaks the answer off when the target stops in the middle of its body',
    async run(world) {
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Content-Length: 100', 'Content-Type: text/event-stream']);
        call.write('half');
        await call.stall();
      });
      const reply = await world.ask('GET /read');

      assert.equal(reply.status, 200);
      assert.equal(reply.text, 'half');
      assert.equal(reply.ending, 'broken');
    },
  },
  {
    name: 'answers 504 when the whole exchange takes longer than it may',
    async run(world) {
      world.origin.answer(stall);
      const reply = await world.ask('GET /total');

      assert.equal(reply.status, 504);
      assert.equal(errorCode(reply), 'total_timeout');
    },
  },
  {
    name: 'cuts a stream that outlives the time of the whole exchange',
    async run(world) {
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Transfer-Encoding: chunked', 'Content-Type: text/event-stream']);
        call.chunk('begun');
        await call.stall();
      });
      const reply = await world.ask('GET /total/stream');

      assert.equal(reply.text, 'begun');
      assert.equal(reply.ending, 'broken');
    },
  },
  {
    name: 'lets a timeout filter take the place of the upstream’s own waits',
    async run(world) {
      world.origin.answer(stall);
      const reply = await world.ask('GET /filter');

      assert.equal(reply.status, 504);
    },
  },
  {
    name: 'answers 504 past the timeout of the route’s policies',
    async run(world) {
      world.origin.answer(stall);
      const reply = await world.ask('GET /policy');

      assert.equal(reply.status, 504);
    },
  },
  {
    name: 'answers 408 to a client that stops in the middle of its body',
    differs: { workerd: 'client-waits', 'workerd-fetch': 'client-waits' },
    async run(world) {
      const client = await world.send(world.head('POST /patient', { headers: ['Content-Length: 10'] }));
      client.send('half');
      const reply = await client.whole('POST');

      assert.equal(reply.status, 408);
      assert.equal((await world.origin.request()).body.framing.kind, 'length');
    },
  },
  {
    name: 'lets go of a client that does not finish its head',
    differs: { workerd: 'client-waits', 'workerd-fetch': 'client-waits' },
    async run(world) {
      const client = await world.send('GET /patient HTTP/1.1\r\nHost: sentinel.te');
      const reply = await client.whole();

      assert.equal(reply.status, 408);
      await client.gone;
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'closes a connection that stays idle',
    differs: { workerd: 'client-waits', 'workerd-fetch': 'client-waits' },
    async run(world) {
      const client = await world.start('GET /patient');
      assert.equal((await client.whole()).status, 200);

      assert.equal(await client.gone, 'fin');
    },
  },
];
