import assert from 'node:assert/strict';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { field } from '../../support/raw-message.ts';
import { respond, respondBare, respondChunked } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, { upstreams: upstream('app', [ports.a]), routes: prefixRoute('all', '/', 'app') });

const plain = 'all work and no play '.repeat(200);
const encoded: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync(plain),
  br: brotliCompressSync(plain),
  zstd: zstdCompressSync(plain),
  deflate: deflateSync(plain),
};

const perEncoding = Object.entries(encoded).map(
  ([encoding, bytes]): Case => ({
    name: `passes a body in ${encoding} on byte for byte, with its length`,
    async run(world) {
      world.origin.answer(
        respond('200 OK', [`Content-Encoding: ${encoding}`, 'Content-Type: text/html', 'ETag: "1"'], bytes),
      );
      const reply = await world.ask('GET /', { headers: ['Accept-Encoding: gzip, br, zstd, deflate'] });

      assert.equal(field(world.seen, 'accept-encoding'), 'gzip, br, zstd, deflate');
      assert.equal(field(reply, 'content-encoding'), encoding);
      assert.equal(field(reply, 'content-length'), String(bytes.length));
      assert.equal(field(reply, 'etag'), '"1"');
      assert.deepEqual(reply.content, bytes);
    },
  }),
);

export const cases: readonly Case[] = [
  ...perEncoding,
  {
    name: 'passes an encoded body on that the client did not ask for',
    async run(world) {
      world.origin.answer(respond('200 OK', ['Content-Encoding: gzip', 'Content-Type: text/html'], encoded['gzip']));
      const reply = await world.ask('GET /');

      assert.equal(field(reply, 'content-encoding'), 'gzip');
      assert.deepEqual(reply.content, encoded['gzip']);
    },
  },
  {
    name: 'passes an encoded body on byte for byte in chunks',
    async run(world) {
      const gzip = encoded['gzip']!;
      const pieces = [gzip.subarray(0, 10), gzip.subarray(10, 11), gzip.subarray(11)];
      world.origin.answer(respondChunked(pieces, ['Content-Encoding: gzip', 'Content-Type: text/html']));
      const reply = await world.ask('GET /', { headers: ['Accept-Encoding: gzip'] });

      assert.equal(field(reply, 'content-encoding'), 'gzip');
      assert.deepEqual(reply.content, gzip);
    },
  },
  {
    name: 'does not look into a body that lies about its encoding',
    async run(world) {
      world.origin.answer(respond('200 OK', ['Content-Encoding: gzip', 'Content-Type: text/html'], 'not gzip at all'));
      const reply = await world.ask('GET /', { headers: ['Accept-Encoding: gzip'] });

      assert.equal(reply.text, 'not gzip at all');
    },
  },
  {
    name: 'adds no encoding to a plain body',
    async run(world) {
      world.origin.answer(respond('200 OK', ['Content-Type: text/html'], plain));
      const reply = await world.ask('GET /', { headers: ['Accept-Encoding: gzip, br'] });

      assert.equal(field(reply, 'content-encoding'), undefined);
      assert.equal(field(reply, 'content-length'), String(plain.length));
      assert.equal(reply.text, plain);
    },
  },
  {
    name: 'answers HEAD with the encoding and the length of the encoded body',
    async run(world) {
      world.origin.answer(
        respondBare('200 OK', ['Content-Encoding: gzip', 'Content-Type: text/html', 'Content-Length: 777']),
      );
      const reply = await world.ask('HEAD /', { headers: ['Accept-Encoding: gzip'] });

      assert.equal(field(reply, 'content-encoding'), 'gzip');
      assert.equal(field(reply, 'content-length'), '777');
    },
  },
  {
    name: 'passes an encoded body of a request on byte for byte',
    async run(world) {
      let received: Uint8Array = Buffer.alloc(0);
      world.origin.answer(async (call) => {
        received = await call.content();
        call.head('200 OK', ['Content-Length: 0']);
      });
      await world.ask('POST /', { headers: ['Content-Encoding: gzip'], body: encoded['gzip']! });

      assert.equal(field(world.seen, 'content-encoding'), 'gzip');
      assert.deepEqual(received, encoded['gzip']);
    },
  },
];
