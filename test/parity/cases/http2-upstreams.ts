import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: speaksHttp2(ports)
      ? upstream('app', [`127.0.0.1:${portOfOrigin()}`], 'http-version { min-version 2; max-version 2 }')
      : upstream('app', [ports.a]),
    routes: prefixRoute('all', '/', 'app'),
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

let origin: Http2Server | undefined;

/** The one origin of all runtimes, which keeps no process alive. Without a host it listens at once. */
function portOfOrigin(): number {
  origin ??= createServer().listen(0);
  origin.unref();
  return (origin.address() as AddressInfo).port;
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
