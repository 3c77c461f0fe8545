import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import { respond, respondBare, respondChunked } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, { upstreams: upstream('app', [ports.a]), routes: prefixRoute('all', '/', 'app') });

export const cases: readonly Case[] = [
  {
    name: 'sends an empty body of announced length as such',
    async run(world) {
      await world.ask('POST /', { body: '' });

      assert.equal(field(world.seen, 'content-length'), '0');
    },
  },
  {
    name: 'adds no body to a request without one',
    async run(world) {
      for (const method of ['GET', 'DELETE', 'OPTIONS']) await world.ask(`${method} /`);

      for (const seen of world.origin.seen) {
        assert.deepEqual(fields(seen, 'transfer-encoding'), [], seen.method);
        assert.ok(['', '0'].includes(fields(seen, 'content-length').join()), seen.method);
      }
    },
  },
  {
    name: 'sends the body of a GET on',
    async run(world) {
      let received = '';
      world.origin.answer(async (call) => {
        received = String(await call.content());
        call.head('200 OK', ['Content-Length: 0']);
      });
      await world.ask('GET /', { body: 'search' });

      assert.equal(received, 'search');
    },
  },
  {
    name: 'passes every byte value through both ways',
    async run(world) {
      const bytes = Buffer.from(Array.from({ length: 512 }, (_, i) => i % 256));
      let received: Uint8Array = Buffer.alloc(0);
      world.origin.answer(async (call) => {
        received = await call.content();
        await respondChunked([bytes], ['Content-Type: application/octet-stream'])(call);
      });
      const reply = await world.ask('POST /', { body: bytes });

      assert.deepEqual(received, bytes);
      assert.deepEqual(reply.content, bytes);
    },
  },
  {
    name: 'answers HEAD with the length of the body and without the body',
    async run(world) {
      world.origin.answer(respondBare('200 OK', ['Content-Length: 1234', 'Content-Type: text/plain']));
      const client = await world.start('HEAD /');
      const reply = await client.whole('HEAD');
      assert.equal(field(reply, 'content-length'), '1234');

      world.origin.answer(respond());
      client.send(world.head('GET /'));
      assert.equal((await client.whole()).text, 'ok');
    },
  },
  {
    name: 'passes 204 on without body and without length',
    async run(world) {
      world.origin.answer(respondBare('204 No Content', ['X-Kept: yes']));
      const client = await world.start('GET /');
      const reply = await client.whole();
      assert.equal(reply.status, 204);
      assert.equal(field(reply, 'x-kept'), 'yes');
      assert.deepEqual([...fields(reply, 'content-length'), ...fields(reply, 'transfer-encoding')], []);

      world.origin.answer(respond());
      client.send(world.head('GET /'));
      assert.equal((await client.whole()).text, 'ok');
    },
  },
  {
    name: 'passes 304 on with its fields and without body',
    async run(world) {
      world.origin.answer(respondBare('304 Not Modified', ['ETag: "1"', 'Cache-Control: max-age=60']));
      const client = await world.start('GET /', { headers: ['If-None-Match: "1"'] });
      const reply = await client.whole();
      assert.equal(reply.status, 304);
      assert.equal(field(reply, 'etag'), '"1"');
      assert.equal(field(world.seen, 'if-none-match'), '"1"');

      world.origin.answer(respond());
      client.send(world.head('GET /'));
      assert.equal((await client.whole()).text, 'ok');
    },
  },
  {
    name: 'passes range requests and their answers on',
    async run(world) {
      world.origin.answer(
        respond('206 Partial Content', ['Content-Range: bytes 2-4/10', 'Accept-Ranges: bytes'], 'cde'),
      );
      const reply = await world.ask('GET /', { headers: ['Range: bytes=2-4', 'If-Range: "1"'] });

      assert.equal(field(world.seen, 'range'), 'bytes=2-4');
      assert.equal(field(world.seen, 'if-range'), '"1"');
      assert.equal(reply.status, 206);
      assert.equal(field(reply, 'content-range'), 'bytes 2-4/10');
      assert.equal(field(reply, 'content-length'), '3');
      assert.equal(reply.text, 'cde');
    },
  },
  {
    name: 'passes the trailers of an answer on',
    differs: { workerd: 'no-trailers', 'workerd-fetch': 'no-trailers' },
    async run(world) {
      world.origin.answer(respondChunked(['body'], ['Trailer: X-Sum'], ['X-Sum: 42']));
      const reply = await world.ask('GET /', { headers: ['TE: trailers'] });

      assert.equal(reply.text, 'body');
      assert.deepEqual(
        reply.trailers.map(([name, value]) => [name.toLowerCase(), value]),
        [['x-sum', '42']],
      );
    },
  },
  {
    name: 'passes the trailers of a request on',
    differs: { workerd: 'no-trailers', 'workerd-fetch': 'no-trailers' },
    async run(world) {
      const client = await world.send(
        world.head('POST /', { headers: ['Transfer-Encoding: chunked', 'Trailer: X-Sum'] }),
      );
      client.send('4\r\nbody\r\n0\r\nX-Sum: 42\r\n\r\n');
      assert.equal((await client.whole('POST')).status, 200);

      const { trailers } = world.seen.body;
      assert.deepEqual(
        trailers.map(([name, value]) => [name.toLowerCase(), value]),
        [['x-sum', '42']],
      );
    },
  },
  {
    name: 'passes early hints on before the answer',
    differs: { workerd: 'no-informational', 'workerd-fetch': 'no-informational' },
    async run(world) {
      world.origin.answer(async (call) => {
        call.head('103 Early Hints', ['Link: </style.css>; rel=preload']);
        await respond()(call);
      });
      const reply = await world.ask('GET /');

      assert.equal(reply.informational.length, 1);
      assert.equal(reply.informational[0]!.startLine.slice(0, 12), 'HTTP/1.1 103');
      assert.equal(field(reply.informational[0]!, 'link'), '</style.css>; rel=preload');
      assert.equal(reply.text, 'ok');
    },
  },
  {
    name: 'asks a client for its body that waits for 100 Continue',
    async run(world) {
      let received = '';
      world.origin.answer(async (call) => {
        if (fields(call.request, 'expect').length > 0) call.head('100 Continue');
        received = String(await call.content());
        call.head('200 OK', ['Content-Length: 0']);
      });
      const client = await world.send(world.head('POST /', { headers: ['Expect: 100-continue', 'Content-Length: 4'] }));
      assert.equal((await client.information()).startLine.slice(0, 12), 'HTTP/1.1 100');

      client.send('body');
      assert.equal((await client.whole('POST')).status, 200);
      assert.equal(received, 'body');
    },
  },
  {
    name: 'passes an answer on that the upstream gives before it has the whole request',
    async run(world) {
      world.origin.answer((call) => {
        call.head('401 Unauthorized', ['Content-Length: 2', 'Connection: close']);
        call.write('no');
        call.close();
      });
      const client = await world.send(world.head('POST /', { headers: ['Content-Length: 100'] }));
      client.send('some');
      const reply = await client.whole('POST');

      assert.equal(reply.status, 401);
      assert.equal(reply.text, 'no');
    },
  },
  {
    name: 'passes an answer on that ends with its connection, as a whole one',
    async run(world) {
      world.origin.answer((call) => {
        call.head('200 OK', ['Content-Type: text/plain']);
        call.write('until the end');
        call.close();
      });
      const reply = await world.ask('GET /');

      assert.equal(reply.text, 'until the end');
      assert.equal(reply.ending, 'complete');
    },
  },
  {
    name: 'answers a client of HTTP/1.0 without chunks',
    async run(world) {
      world.origin.answer(respondChunked(['one', 'two']));
      const client = await world.send('GET / HTTP/1.0\r\nHost: old.test\r\n\r\n');
      const reply = await client.whole();

      assert.deepEqual(fields(reply, 'transfer-encoding'), []);
      assert.equal(reply.text, 'onetwo');
      assert.equal(await client.gone, 'fin');
    },
  },
];
