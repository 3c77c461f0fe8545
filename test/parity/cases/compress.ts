import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { WholeReply } from '../../support/raw-client.ts';
import { field, fields } from '../../support/raw-message.ts';
import { respond, respondBare, respondChunked } from '../../support/raw-origin-behaviours.ts';
import { settled } from '../../support/settled.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: [
      prefixRoute('all', '/', 'app', 'filters "compress"'),
      prefixRoute('up', '/up', 'app', 'filters "open"'),
      prefixRoute('down', '/down', 'app', 'filters "plain"'),
    ].join('\n'),
    more: `filters {
      filter "compress" { type "compress" ${ports.runtime.startsWith('workerd') ? '' : '; algorithms "br,zstd,gzip,deflate"'} }
      filter "open" { type "decompress"; max-size 300000 }
      filter "plain" { type "decompress"; phase "response"; only-when-needed #true }
    }`,
  });

const page = '<p>all work and no play</p>'.repeat(2_000);
const html = (...more: string[]) => ['Content-Type: text/html; charset=utf-8', ...more];
const accept = (value: string) => ({ headers: [`Accept-Encoding: ${value}`] });
const plainForms: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  gzip: gunzipSync,
  deflate: inflateSync,
};

function contentOf(reply: WholeReply): string {
  const coding = field(reply, 'content-encoding');
  return coding === undefined ? reply.text : String(plainForms[coding]!(reply.content));
}

const byCoding = Object.keys(plainForms).map(
  (coding): Case => ({
    name: `compresses with ${coding} for a client that takes it`,
    ...(coding === 'br' || coding === 'zstd'
      ? { differs: { workerd: 'few-codings', 'workerd-fetch': 'few-codings' } as const }
      : coding === 'deflate'
        ? { differs: { workerd: 'few-codings', 'workerd-fetch': 'few-codings' } as const }
        : {}),
    async run(world) {
      world.origin.answer(respond('200 OK', html('ETag: "v1"', 'Accept-Ranges: bytes'), page));
      const reply = await world.ask('GET /', accept(coding));

      assert.equal(field(reply, 'content-encoding'), coding);
      assert.equal(contentOf(reply), page);
      assert.ok(reply.content.length < page.length / 10);
      assert.equal(field(reply, 'content-length'), undefined);
      assert.equal(field(reply, 'accept-ranges'), undefined);
      assert.equal(field(reply, 'etag'), 'W/"v1"');
      assert.equal(field(reply, 'vary'), 'Accept-Encoding');
    },
    async otherwise(world) {
      world.origin.answer(respond('200 OK', html(), page));
      const reply = await world.ask('GET /', accept(coding));

      assert.equal(field(reply, 'content-encoding'), undefined);
      assert.equal(reply.text, page);
      assert.equal(field(reply, 'vary'), 'Accept-Encoding');
    },
  }),
);

/** Answers that go as they are, for a client that takes anything. */
const left: Readonly<
  Record<string, { readonly lines: readonly string[]; readonly content?: string; status?: string }>
> = {
  'a stream of events': { lines: ['Content-Type: text/event-stream'] },
  'what is compressed already': { lines: html('Content-Encoding: gzip') },
  'what must not be changed': { lines: html('Cache-Control: public, no-transform') },
  'a picture': { lines: ['Content-Type: image/png'] },
  'what is hardly worth it': { lines: html(), content: 'short' },
  'what comes with its digest': { lines: html('Content-Digest: sha-256=:AAAA:') },
  'a part of something': { lines: html('Content-Range: bytes 0-99/200000'), status: '206 Partial Content' },
};

const asItIs = Object.entries(left).map(
  ([what, { lines, content = page, status = '200 OK' }]): Case => ({
    name: `leaves ${what} as it is`,
    async run(world) {
      world.origin.answer(respond(status, lines, content));
      const reply = await world.ask('GET /', accept('gzip'));

      assert.equal(reply.text, content);
      assert.equal(field(reply, 'content-length'), String(content.length));
      assert.equal(field(reply, 'vary'), undefined);
    },
  }),
);

export const cases: readonly Case[] = [
  ...byCoding,
  ...asItIs,
  {
    name: 'compresses what comes in chunks, of a length nobody knows',
    async run(world) {
      world.origin.answer(respondChunked(Array(50).fill(page.slice(0, 1000)), html()));
      const reply = await world.ask('GET /', accept('gzip'));

      assert.equal(field(reply, 'content-encoding'), 'gzip');
      assert.equal(contentOf(reply), page.slice(0, 1000).repeat(50));
    },
  },
  {
    name: 'sends the plain form to a client that likes it better, and says that it depends',
    async run(world) {
      world.origin.answer(respond('200 OK', html('Vary: Cookie', 'ETag: "v1"'), page));
      for (const value of ['identity', 'gzip;q=0', 'gzip;q=0.5, identity', 'none-such']) {
        const reply = await world.ask('GET /', accept(value));

        assert.equal(field(reply, 'content-encoding'), undefined, value);
        assert.equal(field(reply, 'vary'), 'Cookie, Accept-Encoding');
        assert.equal(field(reply, 'etag'), '"v1"');
        assert.equal(reply.text, page);
      }
    },
  },
  {
    name: 'answers HEAD with the fields of GET',
    async run(world) {
      world.origin.answer(respondBare('200 OK', html('Content-Length: 54000', 'ETag: "v1"')));
      const reply = await world.ask('HEAD /', accept('gzip'));

      assert.equal(field(reply, 'content-encoding'), 'gzip');
      assert.equal(field(reply, 'content-length'), undefined);
      assert.equal(field(reply, 'etag'), 'W/"v1"');
    },
  },
  {
    name: 'answers 304 with the tag that the compressed form was sent with',
    async run(world) {
      world.origin.answer(respondBare('304 Not Modified', ['ETag: "v1"']));
      const weak = await world.ask('GET /', { headers: ['If-None-Match: W/"v1"', 'Accept-Encoding: gzip'] });
      const strong = await world.ask('GET /', { headers: ['If-None-Match: "v1"', 'Accept-Encoding: gzip'] });

      assert.deepEqual([weak.status, field(weak, 'etag')], [304, 'W/"v1"']);
      assert.deepEqual([strong.status, field(strong, 'etag')], [304, '"v1"']);
    },
  },
  {
    name: 'lets out what has come when the upstream is silent',
    differs: { workerd: 'few-codings', 'workerd-fetch': 'few-codings' },
    async run(world) {
      const gate = Promise.withResolvers<void>();
      world.origin.answer(async (call) => {
        call.head('200 OK', html('Transfer-Encoding: chunked'));
        call.chunk('the first line\n');
        await gate.promise;
        call.chunk('the second line\n');
        call.endChunks();
      });
      const { body } = await (await world.start('GET /', accept('gzip'))).reply();
      const first = await body.atLeast(20);
      gate.resolve();
      const rest = await body.chunks();

      assert.equal(String(gunzipSync(Buffer.concat([first, ...rest]))), 'the first line\nthe second line\n');
    },
  },
  {
    name: 'lets the upstream wait while the client does not read, and lets go of it when the client leaves',
    async run(world) {
      let pumped = () => 0;
      const left = Promise.withResolvers<unknown>();
      const noise = randomBytes(1024 * 1024);
      world.origin.answer(async (call) => {
        pumped = () => call.pumped;
        left.resolve(call.gone);
        call.head('200 OK', html('Content-Length: 268435456'));
        for (let i = 0; i < 256 && !call.socket.destroyed; i += 1) await call.pump(noise);
      });
      const client = await world.start('GET /', accept('gzip'));
      await client.reply();
      const stopped = await settled(() => pumped());
      client.close();

      assert.ok(stopped < 64 * noise.length, `${stopped} bytes were taken`);
      await left.promise;
    },
  },
  {
    name: 'breaks the answer off when the upstream does',
    async run(world) {
      world.origin.answer(async (call) => {
        call.head('200 OK', html('Transfer-Encoding: chunked'));
        for (let i = 0; i < 50; i += 1) call.chunk(page);
        await call.reset();
      });
      const client = await world.start('GET /', accept('gzip'));
      const ending = await client.reply().then(
        async ({ body }) => {
          await body.chunks().catch(() => []);
          return body.ended;
        },
        () => 'broken',
      );

      assert.equal(ending, 'broken');
    },
  },
  {
    name: 'compresses one answer after the other on a connection',
    async run(world) {
      world.origin.answer(respond('200 OK', html(), page));
      const client = await world.open();
      for (let i = 0; i < 3; i += 1) {
        client.send(world.head('GET /', accept('gzip')));
        assert.equal(contentOf(await client.whole('GET')), page);
      }
    },
  },
  {
    name: 'decodes the body of a request, and says so to the upstream',
    async run(world) {
      let received = '';
      world.origin.answer(async (call) => {
        received = String(await call.content());
        call.head('200 OK', ['Content-Length: 0']);
      });
      const reply = await world.ask('POST /up', { headers: ['Content-Encoding: gzip'], body: gzipSync(page) });

      assert.equal(reply.status, 200);
      assert.equal(received, page);
      assert.equal(field(world.seen, 'content-encoding'), undefined);
      assert.deepEqual(fields(world.seen, 'content-length'), []);
    },
  },
  {
    name: 'refuses a body that becomes too large, one that is not what it says, and a coding that nobody knows',
    async run(world) {
      world.origin.answer(async (call) => {
        await call.content();
        call.head('200 OK', ['Content-Length: 0']);
      });
      const post = async (coding: string, body: Uint8Array) =>
        (await world.ask('POST /up', { headers: [`Content-Encoding: ${coding}`], body })).status;

      assert.equal(await post('gzip', gzipSync(Buffer.alloc(10_000_000))), 413);
      assert.equal(await post('gzip', Buffer.from('not gzip at all')), 400);
      assert.equal(await post('x-unknown', Buffer.from('?')), 415);
    },
  },
  {
    name: 'decodes an answer for a client that cannot, and leaves it to one that can',
    async run(world) {
      world.origin.answer(respond('200 OK', html('Content-Encoding: gzip', 'ETag: "z"'), gzipSync(page)));
      const unable = await world.ask('GET /down', accept('identity'));
      const able = await world.ask('GET /down', accept('gzip'));

      assert.deepEqual([unable.text, field(unable, 'content-encoding')], [page, undefined]);
      assert.deepEqual([contentOf(able), field(able, 'content-encoding')], [page, 'gzip']);
      assert.deepEqual([field(unable, 'etag'), field(able, 'etag')], ['W/"z"', '"z"']);
    },
  },
  {
    name: 'answers 304 with the tag that the decoded form was sent with',
    async run(world) {
      world.origin.answer(respondBare('304 Not Modified', ['ETag: "z"']));
      const weak = await world.ask('GET /down', { headers: ['If-None-Match: W/"z"'] });
      const strong = await world.ask('GET /down', { headers: ['If-None-Match: "z"'] });

      assert.deepEqual([field(weak, 'etag'), field(weak, 'vary')], ['W/"z"', 'Accept-Encoding']);
      assert.equal(field(strong, 'etag'), '"z"');
    },
  },
];
