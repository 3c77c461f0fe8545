import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { widestWindows } from '../../support/http2-frames.ts';
import { field } from '../../support/raw-message.ts';
import { settled } from '../../support/settled.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: speaksHttp2(ports)
      ? [
          upstream('app', [`127.0.0.1:${portOf(theOrigin())}`], http2Only),
          upstream('deaf', [`127.0.0.1:${portOf(theDeaf())}`], http2Only),
        ].join('\n')
      : [upstream('app', [ports.a]), upstream('deaf', [ports.a])].join('\n'),
    routes: [prefixRoute('all', '/', 'app'), prefixRoute('deaf', '/deaf', 'deaf')].join('\n'),
    more: 'limits { max-body-size 1000000000 }',
  });

export const cases: readonly Case[] = [
  over('asks an upstream over HTTP/2, and answers over HTTP/1.1', async (world) => {
    const path = pathOf(world);
    const asked = whenAsked(path);
    const reply = world.ask(`GET ${path}?q=1`, { headers: ['X-Twice: 1', 'X-Twice: 2', 'Cookie: a=1'] });
    const { stream, fields } = await asked;
    stream.respond({ ':status': 201, 'set-cookie': ['a=1', 'b=2'], 'content-type': 'text/plain' });
    stream.end('hello');
    const { status, content, ...head } = await reply;

    assert.deepEqual([status, String(content)], [201, 'hello']);
    assert.equal(field({ ...head }, 'content-type'), 'text/plain');
    assert.equal(fields[':path'], `${path}?q=1`);
    assert.equal(fields[':method'], 'GET');
    assert.equal(fields.via, '1.1 sentinel');
    assert.equal(fields.cookie, 'a=1');
    assert.equal(fields['x-twice'], '1, 2');
    assert.equal('connection' in fields, false);
  }),
  over('passes a body up and down', async (world) => {
    const path = pathOf(world);
    const asked = whenAsked(path);
    const reply = world.ask(`POST ${path}`, { body: Buffer.alloc(300_000, 'up') });
    const { stream } = await asked;
    let received = 0;
    for await (const piece of stream) received += (piece as Buffer).length;
    stream.respond({ ':status': 200 });
    stream.end(Buffer.alloc(500_000, 'down'));

    assert.equal((await reply).content.length, 500_000);
    assert.equal(received, 300_000);
  }),
  over('lets the client wait while the upstream takes nothing of what it has room for', async (world) => {
    const piece = Buffer.alloc(1024 * 1024);
    const total = 128;
    const client = await world.send(world.head('PUT /deaf', { headers: [`Content-Length: ${total * piece.length}`] }));
    let taken = 0;
    const sending = (async () => {
      for (; taken < total; taken += 1) await client.flush(piece);
    })().catch(() => undefined);
    const stopped = await settled(() => taken);
    client.close();
    await sending;

    assert.ok(stopped < 64, `${stopped} mebibytes taken for an upstream that does not read`);
  }),
  over('answers 502 when the upstream resets the stream before it answers', async (world) => {
    const path = pathOf(world);
    const asked = whenAsked(path);
    const reply = world.ask(`POST ${path}`, { body: Buffer.from('x') });
    const { stream } = await asked;
    stream.on('error', () => {});
    stream.close(2);

    assert.equal((await reply).status, 502);
  }),
];

function over(name: string, run: (world: World) => Promise<void>): Case {
  return { name, differs: { bun: 'no-http2', workerd: 'no-http2' }, run };
}

function speaksHttp2({ runtime }: Ports): boolean {
  return runtime !== 'bun' && !runtime.startsWith('workerd');
}

const http2Only = 'http-version { min-version 2; max-version 2 }';

/** The origins are the same for all runtimes. */
let origin: Http2Server | undefined;
let deaf: Server | undefined;

function theOrigin(): Http2Server {
  origin ??= createServer().listen(0);
  return origin;
}

/** Has room for all there is, and reads nothing. */
function theDeaf(): Server {
  deaf ??= createTcpServer({ pauseOnConnect: true }, (socket) => {
    socket.unref();
    socket.on('error', () => {});
    socket.write(widestWindows);
  }).listen(0);
  return deaf;
}

/** The port of a server, which keeps no process alive. Without a host it listens at once. */
function portOf(server: Server | Http2Server): number {
  server.unref();
  return (server.address() as AddressInfo).port;
}

let calls = 0;

/** A path that no other case asks for. */
function pathOf({ subject }: World): string {
  calls += 1;
  return `/${subject.port}/${calls}`;
}

async function whenAsked(path: string): Promise<{ stream: ServerHttp2Stream; fields: Record<string, unknown> }> {
  for (;;) {
    const [stream, fields] = (await once(origin!, 'stream')) as [ServerHttp2Stream, Record<string, unknown>];
    if (String(fields[':path']).startsWith(path)) return { stream, fields };
  }
}
