import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { pairText } from '../../support/certificates.ts';
import { askHttp2, openHttp2 } from '../../support/http2-client.ts';
import { rawHead, rawPreface, widestWindows } from '../../support/http2-frames.ts';
import { field, fields } from '../../support/raw-message.ts';
import { respond, respondChunked } from '../../support/raw-origin-behaviours.ts';
import { settled } from '../../support/settled.ts';
import { openTls, visit } from '../../support/tls-client.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    listener: ports.runtime.startsWith('workerd') ? '' : `protocol "https"; tls { ${pairText('main')} }`,
    upstreams: upstream('app', [ports.a]),
    routes: prefixRoute('all', '/', 'app'),
  });

/** Where HTTP/2 is not offered, the client and Sentinel agree on HTTP/1.1. */
async function otherwise(world: World): Promise<void> {
  if (world.subject.runtime === 'workerd') return;
  const seen = await visit(world.subject.port, { ALPNProtocols: ['h2', 'http/1.1'] });

  assert.equal(typeof seen === 'object' && seen.protocol, 'http/1.1');
}

function over(name: string, run: (session: ClientHttp2Session, world: World) => Promise<void>): Case {
  return {
    name,
    differs: { bun: 'no-http2', workerd: 'no-http2' },
    async run(world) {
      const session = await openHttp2(world.subject.port);
      try {
        await run(session, world);
      } finally {
        session.destroy();
      }
    },
    otherwise,
  };
}

export const cases: readonly Case[] = [
  over('serves clients over HTTP/2, and asks upstreams as ever', async (session, world) => {
    world.origin.answer(respond('200 OK', ['Set-Cookie: a=1', 'Set-Cookie: b=2', 'Connection: keep-alive'], 'hello'));
    const { reply } = askHttp2(session, { ':path': '/p?q=1', cookie: ['a=1', 'b=2'], 'x-twice': ['1', '2'] });
    const { status, text, fields: got, isWhole } = await reply;

    assert.deepEqual([status, text, isWhole], [200, 'hello', true]);
    assert.deepEqual(
      got.filter((_, i) => got[i - 1] === 'set-cookie'),
      ['a=1', 'b=2'],
    );
    assert.equal(got.includes('connection'), false);
    assert.equal(world.seen.target, '/p?q=1');
    assert.equal(field(world.seen, 'host'), 'main.test');
    assert.equal(field(world.seen, 'cookie'), 'a=1; b=2');
    assert.deepEqual(fields(world.seen, 'x-twice'), ['1', '2']);
    assert.equal(field(world.seen, 'via'), '2.0 sentinel');
    assert.equal(field(world.seen, 'x-forwarded-proto'), 'https');
  }),
  over('passes trailers of an upstream on', async (session, world) => {
    world.origin.answer(respondChunked(['ab', 'c'], ['Trailer: X-Sum'], ['X-Sum: 7']));
    const { text, trailers, isWhole } = await askHttp2(session).reply;

    assert.deepEqual([text, trailers, isWhole], ['abc', ['x-sum', '7'], true]);
  }),
  over('passes a large body on in both directions', async (session, world) => {
    world.origin.answer(async (call) => {
      const bytes = await call.content();
      call.head('200 OK', [`Content-Length: ${bytes.length}`]);
      call.write(bytes);
    });
    const body = Buffer.alloc(1_000_000, 'abc');
    const { content, isWhole } = await askHttp2(session, { ':method': 'POST' }, { body }).reply;

    assert.equal(isWhole, true);
    assert.deepEqual(content, body);
  }),
  over(
    'resets the stream of an answer that the upstream broke off, and keeps the connection',
    async (session, world) => {
      const taken = Promise.withResolvers<unknown>();
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Transfer-Encoding: chunked']);
        call.write('4\r\nhalf\r\n');
        await taken.promise;
        await call.reset();
      });
      const { stream, reply } = askHttp2(session);
      taken.resolve(once(stream, 'data'));
      const broken = await reply;
      world.origin.answer(respond('200 OK', [], 'whole'));
      const { text } = await askHttp2(session).reply;

      assert.deepEqual([broken.text, broken.isWhole, broken.code], ['half', false, 2]);
      assert.equal(text, 'whole');
    },
  ),
  over('lets the upstream know of a client that takes its request back', async (session, world) => {
    const gone = Promise.withResolvers<unknown>();
    world.origin.answer(async (call) => {
      call.head('200 OK', ['Transfer-Encoding: chunked']);
      call.write('4\r\nhalf\r\n');
      gone.resolve(call.gone);
    });
    const { stream } = askHttp2(session);
    await once(stream, 'data');
    stream.close(8);

    assert.notEqual(await gone.promise, undefined);
  }),
  over('lets the upstream wait while a client takes nothing of what it has room for', async (_session, world) => {
    let pumped = (): number => 0;
    const piece = Buffer.alloc(1024 * 1024);
    world.origin.answer(async (call) => {
      pumped = () => call.pumped;
      call.head('200 OK', [`Content-Length: ${256 * piece.length}`]);
      for (let i = 0; i < 256 && !call.socket.destroyed; i += 1) await call.pump(piece);
    });
    const client = await openTls(world.subject.port, { ALPNProtocols: ['h2'] });
    try {
      client.pause();
      client.write(Buffer.concat([rawPreface, widestWindows, rawHead(1)]));
      await world.origin.request();
      const stopped = await settled(() => pumped());

      assert.ok(stopped < 64 * piece.length, `${stopped} bytes taken for a client that does not read`);
    } finally {
      client.destroy();
    }
  }),
  {
    ...over('resets the stream of a body that is shorter than announced, and keeps the connection', async (session) => {
      const broken = await askHttp2(session, { ':method': 'POST', 'content-length': '9' }, { body: 'four' }).reply;

      assert.deepEqual([broken.status, broken.code], [undefined, 1]);
      assert.equal((await askHttp2(session).reply).status, 200);
    }),
    differs: { bun: 'no-http2', workerd: 'no-http2', deno: 'broken-http2' },
    async otherwise(world) {
      if (world.subject.runtime !== 'deno') return otherwise(world);
      const session = await openHttp2(world.subject.port);
      const closed = new Promise((resolve) => void session.once('close', resolve));
      const broken = await askHttp2(session, { ':method': 'POST', 'content-length': '9' }, { body: 'four' }).reply;
      await closed;

      assert.equal(broken.status, undefined);
    },
  },
  over('passes nothing on of a field that could be read as several', async (_session, world) => {
    const client = await openTls(world.subject.port, { ALPNProtocols: ['h2'] });
    try {
      client.on('error', () => {});
      client.resume();
      client.write(
        Buffer.concat([
          rawPreface,
          rawHead(1, [
            ['x-a', 'a\r\nx-evil: 1'],
            ['x b', '1'],
            ['x-c', 'c'],
          ]),
        ]),
      );
      await world.origin.request();

      assert.equal(field(world.seen, 'x-c'), 'c');
      assert.equal(/evil|x-a|x b/.test(JSON.stringify(world.seen)), false);
    } finally {
      client.destroy();
    }
  }),
  over('answers what is no request', async (session, world) => {
    const { status } = await askHttp2(session, { host: 'other.test' }).reply;

    assert.equal(status, 400);
    assert.equal(world.allSeen.length, 0);
  }),
];
