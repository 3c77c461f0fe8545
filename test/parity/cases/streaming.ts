import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { field, fields } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import { settled } from '../../support/settled.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: prefixRoute('all', '/', 'app'),
    more: 'limits { max-body-size 1000000000 }',
  });

const mebibyte = Buffer.alloc(1024 * 1024, 'sixteen  letters');
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Bytes in which a lost, doubled or moved piece shows. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = 1; i + 4 <= length; i += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, i);
  }
  return bytes;
}

export const cases: readonly Case[] = [
  {
    name: 'hands a chunk to the client before the upstream has sent the next',
    async run(world) {
      const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Content-Type: text/event-stream', 'Transfer-Encoding: chunked']);
        call.chunk('data: 1\n\n');
        await gates[0]!.promise;
        call.chunk('data: 2\n\n');
        await gates[1]!.promise;
        call.endChunks();
      });
      const { body } = await (await world.start('GET /')).reply();

      assert.equal(String(await body.next()), 'data: 1\n\n');
      gates[0]!.resolve();
      assert.equal(String(await body.next()), 'data: 2\n\n');
      gates[1]!.resolve();
      assert.equal(await body.next(), undefined);
      assert.equal(await body.ended, 'complete');
    },
  },
  {
    name: 'hands the head to the client before the upstream has sent any of the body',
    async run(world) {
      const gate = Promise.withResolvers<void>();
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Content-Type: text/event-stream', 'Content-Length: 4']);
        await gate.promise;
        call.write('late');
      });
      const reply = await (await world.start('GET /')).reply();

      assert.equal(reply.status, 200);
      gate.resolve();
      assert.equal(String(await reply.body.atLeast(4)), 'late');
    },
  },
  {
    name: 'hands a chunk to the upstream before the client has sent the next',
    async run(world) {
      const client = await world.send(world.head('POST /', { headers: ['Transfer-Encoding: chunked'] }));
      const first = Promise.withResolvers<string>();
      let rest = '';
      world.origin.answer(async (call) => {
        first.resolve(String(await call.request.body.next()));
        rest = String(await call.content());
        call.head('200 OK', ['Content-Length: 0']);
      });
      client.send('5\r\nfirst\r\n');
      assert.equal(await first.promise, 'first');

      client.send('4\r\nlast\r\n0\r\n\r\n');
      assert.equal((await client.whole('POST')).status, 200);
      assert.equal(rest, 'last');
    },
  },
  {
    name: 'hands a body of known length to the upstream as it comes, under its length',
    async run(world) {
      const client = await world.send(world.head('POST /', { headers: ['Content-Length: 9'] }));
      client.send('first');
      const seen = await world.origin.request();
      assert.equal(field(seen, 'content-length'), '9');
      assert.deepEqual(fields(seen, 'transfer-encoding'), []);

      client.send('last');
      assert.equal((await client.whole('POST')).status, 200);
    },
  },
  {
    name: 'passes ten mebibytes to the upstream unharmed, under their length',
    async run(world) {
      const content = noise(10 * 1024 * 1024);
      let received = '';
      world.origin.answer(async (call) => {
        received = sha(await call.content());
        call.head('200 OK', ['Content-Length: 0']);
      });
      assert.equal((await world.ask('PUT /', { body: content })).status, 200);

      assert.equal(received, sha(content));
    },
  },
  {
    name: 'passes ten mebibytes to the upstream unharmed in chunks of odd sizes',
    async run(world) {
      const content = noise(10 * 1024 * 1024);
      let received = '';
      world.origin.answer(async (call) => {
        received = sha(await call.content());
        call.head('200 OK', ['Content-Length: 0']);
      });
      const client = await world.send(world.head('PUT /', { headers: ['Transfer-Encoding: chunked'] }));
      for (let at = 0, size = 1; at < content.length; at += size, size = ((size * 7) % 99_991) + 1) {
        const piece = content.subarray(at, at + size);
        client.send(`${piece.length.toString(16)}\r\n`);
        client.send(piece);
        await client.flush('\r\n');
      }
      client.send('0\r\n\r\n');

      assert.equal((await client.whole('PUT')).status, 200);
      assert.equal(received, sha(content));
    },
  },
  {
    name: 'passes ten mebibytes to the client unharmed, under their length',
    async run(world) {
      const content = noise(10 * 1024 * 1024);
      world.origin.answer(respond('200 OK', ['Content-Type: application/octet-stream'], content));
      const reply = await world.ask('GET /');

      assert.equal(field(reply, 'content-length'), String(content.length));
      assert.equal(sha(reply.content), sha(content));
      assert.equal(reply.ending, 'complete');
    },
  },
  {
    name: 'passes ten mebibytes to the client unharmed in chunks',
    async run(world) {
      const content = noise(10 * 1024 * 1024);
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Content-Type: application/octet-stream', 'Transfer-Encoding: chunked']);
        for (let at = 0; at < content.length; at += 70_001) call.chunk(content.subarray(at, at + 70_001));
        call.endChunks();
      });
      const reply = await world.ask('GET /');

      assert.equal(sha(reply.content), sha(content));
      assert.equal(reply.ending, 'complete');
    },
  },
  {
    name: 'lets the upstream wait while the client does not read',
    async run(world) {
      let pumped = () => 0;
      world.origin.answer(async (call) => {
        pumped = () => call.pumped;
        call.head('200 OK', ['Content-Type: application/octet-stream', `Content-Length: ${256 * mebibyte.length}`]);
        for (let i = 0; i < 256 && !call.socket.destroyed; i += 1) await call.pump(mebibyte);
      });
      const { body } = await (await world.start('GET /')).reply();
      await world.origin.request();
      const stopped = await settled(() => pumped());

      assert.ok(stopped < 64 * mebibyte.length, `${stopped} bytes taken for a client that does not read`);
      await body.atLeast(stopped + mebibyte.length);
      assert.ok(pumped() > stopped);
    },
  },
  {
    name: 'lets the client wait while the upstream does not read',
    async run(world) {
      const gate = Promise.withResolvers<void>();
      world.origin.answer(async (call) => {
        await gate.promise;
        await call.content();
        call.head('200 OK', ['Content-Length: 0']);
      });
      const total = 128;
      const client = await world.send(world.head('PUT /', { headers: [`Content-Length: ${total * mebibyte.length}`] }));
      let taken = 0;
      const sending = (async () => {
        for (; taken < total; taken += 1) await client.flush(mebibyte);
      })();
      await world.origin.request();
      const stopped = await settled(() => taken);

      assert.ok(stopped < 64, `${stopped} mebibytes taken for an upstream that does not read`);
      gate.resolve();
      await sending;
      assert.equal((await client.whole('PUT')).status, 200);
    },
  },
];
