import assert from 'node:assert/strict';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [
      prefixRoute('all', '/', 'app'),
      prefixRoute('small', '/small', 'app', 'policies { max-body-size 1000 }'),
      prefixRoute('unit', '/unit', 'app', 'policies { max-body-size "1KiB" }'),
    ].join('\n'),
    more: 'limits { max-body-size 2000000 }',
  });

export const cases: readonly Case[] = [
  {
    name: 'answers 413 to a body announced larger than the route takes, without asking the upstream',
    async run(world) {
      const reply = await world.ask('POST /small', { body: 'x'.repeat(1001) });

      assert.equal(reply.status, 413);
      assert.equal(errorCode(reply), 'payload_too_large');
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'takes a body of exactly the size the route takes',
    async run(world) {
      assert.equal((await world.ask('POST /small', { body: 'x'.repeat(1000) })).status, 200);
      assert.equal((await world.ask('POST /unit', { body: 'x'.repeat(1024) })).status, 200);
      assert.equal((await world.ask('POST /unit', { body: 'x'.repeat(1025) })).status, 413);
    },
  },
  {
    name: 'answers 413 to a body that turns out larger, and breaks it off for the upstream',
    async run(world) {
      const client = await world.send(world.head('POST /small', { headers: ['Transfer-Encoding: chunked'] }));
      client.send(`1f4\r\n${'x'.repeat(500)}\r\n`);
      const seen = await world.origin.request();
      client.send(`1f5\r\n${'x'.repeat(501)}\r\n`);
      const reply = await client.whole('POST');

      assert.equal(reply.status, 413);
      assert.equal(errorCode(reply), 'payload_too_large');
      assert.equal(await seen.body.ended, 'broken');
    },
  },
  {
    name: 'holds all routes to the limit that stands for all',
    async run(world) {
      assert.equal((await world.ask('POST /', { headers: ['Content-Length: 2000001'] })).status, 413);
      assert.equal((await world.ask('POST /', { body: Buffer.alloc(2_000_000) })).status, 200);
    },
  },
  {
    name: 'answers 413 at once to a client that waits for 100 Continue',
    async run(world) {
      const client = await world.send(
        world.head('POST /small', { headers: ['Expect: 100-continue', 'Content-Length: 5000'] }),
      );
      const reply = await client.whole('POST');

      assert.equal(reply.status, 413);
      assert.equal(reply.informational.length, 0);
    },
  },
];
