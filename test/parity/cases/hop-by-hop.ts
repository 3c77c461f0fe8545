import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, { upstreams: upstream('app', [ports.a]), routes: prefixRoute('all', '/', 'app') });

export const cases: readonly Case[] = [
  {
    name: 'sends no field of the client’s connection on',
    async run(world) {
      await world.ask('GET /', {
        headers: ['Keep-Alive: timeout=5', 'Proxy-Connection: keep-alive', 'TE: trailers', 'X-Kept: yes'],
      });

      for (const name of ['keep-alive', 'proxy-connection', 'te', 'upgrade']) {
        assert.deepEqual(fields(world.seen, name), [], name);
      }
      assert.equal(field(world.seen, 'x-kept'), 'yes');
    },
  },
  {
    name: 'sends no field on that the client’s Connection field names',
    async run(world) {
      await world.ask('GET /', {
        headers: ['Connection: keep-alive, X-Hop', 'X-Hop: secret', 'connection: x-other', 'X-Other: 1', 'X-Kept: yes'],
      });

      assert.deepEqual(fields(world.seen, 'x-hop'), []);
      assert.deepEqual(fields(world.seen, 'x-other'), []);
      assert.equal(field(world.seen, 'x-kept'), 'yes');
    },
  },
  {
    name: 'keeps the fields a proxy answers for, whatever the client’s Connection field names',
    async run(world) {
      await world.ask('GET /', { headers: ['Connection: Host, X-Forwarded-For, Content-Length'] });

      assert.equal(fields(world.seen, 'host').length, 1);
      assert.equal(fields(world.seen, 'x-forwarded-for').length, 1);
    },
  },
  {
    name: 'passes no field of the upstream’s connection to the client',
    async run(world) {
      world.origin.answer(
        respond('200 OK', [
          'Connection: keep-alive, X-Inner',
          'X-Inner: secret',
          'Keep-Alive: timeout=99',
          'Proxy-Connection: close',
          'X-Kept: yes',
        ]),
      );
      const reply = await world.ask('GET /');

      assert.deepEqual(fields(reply, 'x-inner'), []);
      assert.deepEqual(fields(reply, 'proxy-connection'), []);
      assert.ok(!fields(reply, 'keep-alive').includes('timeout=99'));
      assert.equal(field(reply, 'x-kept'), 'yes');
    },
  },
  {
    name: 'serves a request to switch to an unknown protocol as if it had not been made',
    async run(world) {
      const reply = await world.ask('GET /', { headers: ['Connection: Upgrade', 'Upgrade: foo/2'] });

      assert.equal(reply.status, 200);
      assert.deepEqual(fields(world.seen, 'upgrade'), []);
    },
  },
  {
    name: 'answers OPTIONS that may go no further, and sends it on with one hop less where it may',
    async run(world) {
      const last = await world.ask('OPTIONS /', { headers: ['Max-Forwards: 0'] });
      assert.deepEqual([last.status, last.text, world.origin.seen.length], [200, '', 0]);

      await world.ask('OPTIONS /', { headers: ['Max-Forwards: 2'] });
      assert.equal(field(world.origin.seen[0]!, 'max-forwards'), '1');
    },
  },
  {
    name: 'answers several requests on one connection of the client',
    async run(world) {
      const client = await world.open();
      for (const path of ['/1', '/2', '/3']) {
        client.send(world.head(`GET ${path}`));
        assert.equal((await client.whole()).status, 200);
      }

      assert.deepEqual(
        world.origin.seen.map(({ target }) => target),
        ['/1', '/2', '/3'],
      );
    },
  },
  {
    name: 'answers requests sent all at once in their order',
    async run(world) {
      world.origin.answer(async (call) => respond('200 OK', [], call.request.target)(call));
      const client = await world.send(world.head('GET /1') + world.head('GET /2') + world.head('GET /3'));

      for (const path of ['/1', '/2', '/3']) assert.equal((await client.whole()).text, path);
    },
  },
  {
    name: 'closes the connection when the client asks for it',
    async run(world) {
      const client = await world.start('GET /', { headers: ['Connection: close'] });
      const reply = await client.whole();

      assert.equal(field(reply, 'connection')?.toLowerCase(), 'close');
      assert.equal(await client.gone, 'fin');
    },
  },
  {
    name: 'uses connections to the upstream again',
    differs: { workerd: 'lone-connections' },
    async run(world) {
      for (let i = 0; i < 6; i += 1) await world.ask('GET /');

      assert.ok(new Set(world.origin.seen.map(({ connection }) => connection)).size < 3);
    },
  },
  {
    name: 'opens a new connection when the upstream closes after its answer',
    async run(world) {
      world.origin.answer((call) => {
        call.head('200 OK', ['Connection: close', 'Content-Length: 2']);
        call.write('ok');
        call.close();
      });
      assert.equal((await world.ask('GET /1')).text, 'ok');
      assert.equal((await world.ask('GET /2')).text, 'ok');

      const [first, second] = world.origin.seen;
      assert.notEqual(second!.connection, first!.connection);
    },
  },
];
