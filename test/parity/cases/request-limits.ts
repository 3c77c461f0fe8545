import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: prefixRoute('all', '/', 'app', 'service-type "api"'),
    more: 'limits { max-header-size 2000; max-header-count 20; max-uri-length 500; max-in-flight-requests 2 }',
  });

export const cases: readonly Case[] = [
  {
    name: 'answers 414 to a target longer than allowed',
    async run(world) {
      assert.equal((await world.ask(`GET /${'p'.repeat(400)}`)).status, 200);
      const reply = await world.ask(`GET /${'p'.repeat(600)}`);

      assert.equal(reply.status, 414);
      assert.equal(errorCode(reply), 'uri_too_long');
      assert.equal(world.allSeen.length, 1);
    },
  },
  {
    name: 'counts the query to the length of the target',
    async run(world) {
      assert.equal((await world.ask(`GET /?${'q'.repeat(600)}`)).status, 414);
    },
  },
  {
    name: 'answers 431 to more fields than allowed',
    async run(world) {
      const reply = await world.ask('GET /', { headers: Array.from({ length: 25 }, (_, i) => `X-${i}: 1`) });

      assert.equal(reply.status, 431);
      assert.equal(errorCode(reply), 'too_many_headers');
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'answers 431 to fields larger than allowed',
    async run(world) {
      const reply = await world.ask('GET /', { headers: [`X-Large: ${'v'.repeat(2500)}`] });

      assert.equal(reply.status, 431);
      assert.equal(errorCode(reply), 'headers_too_large');
      assert.equal(world.allSeen.length, 0);
    },
  },
  {
    name: 'answers 503 to more requests at once than allowed, and serves again after',
    async run(world) {
      const gate = Promise.withResolvers<void>();
      world.origin.answer(async (call) => {
        await gate.promise;
        await respond()(call);
      });
      const held = [await world.start('GET /'), await world.start('GET /')];
      await world.origin.request(1);
      const reply = await world.ask('GET /');
      assert.equal(reply.status, 503);
      assert.equal(errorCode(reply), 'overloaded');

      gate.resolve();
      for (const client of held) assert.equal((await client.whole()).status, 200);
      assert.equal((await world.ask('GET /')).status, 200);
    },
  },
  {
    name: 'answers in order what is sent ahead, and where that is too much says so in the last answer',
    async run(world) {
      const all = Array.from({ length: 400 }, (_, i) => `/${i}`);
      const pad = 'p'.repeat(200);
      const client = await world.send(
        all.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Pad: ${pad}\r\n\r\n`).join(''),
      );
      let answered = 0;
      for (let isLast = false; !isLast && answered < all.length; answered += 1) {
        const reply = await client.whole();
        assert.equal(reply.status, 200);
        isLast = field(reply, 'connection') === 'close';
      }

      assert.ok(answered > 100, `${answered} answers`);
      assert.deepEqual(
        world.allSeen.map(({ target }) => target),
        all.slice(0, answered),
      );
    },
  },
];
