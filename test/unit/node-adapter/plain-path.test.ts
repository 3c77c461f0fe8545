import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { RunningSentinel } from '../../../node-adapter/running-sentinel.ts';
import { readConfig } from '../../../shared/read-config.ts';

const watched = [
  ...['Request', 'Response', 'Headers', 'URL', 'URLSearchParams', 'AbortController', 'AbortSignal'],
  ...['ReadableStream', 'WritableStream', 'TransformStream', 'Blob', 'FormData', 'TextDecoderStream'],
] as const;

let origin: Server;
let running: RunningSentinel;
let port: number;

before(async () => {
  origin = createServer((socket) => {
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'));
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { port: originPort } = origin.address() as { port: number };
  const text = `
    listeners { listener "main" { address "127.0.0.1:0" } }
    upstreams { upstream "app" { target "127.0.0.1:${originPort}" } }
    routes { route "all" { matches { path-prefix "/" }; upstream "app"; retry-policy } }
    observability { logging { access-log { file "/dev/null" }; error-log { enabled #false } } }`;
  running = await RunningSentinel.start(await readConfig({ entry: { name: 'plain.kdl', text }, runtime: 'node' }));
  port = Number(new URL(running.listeners[0]!.url).port);
});

after(async () => {
  await running.drain();
  origin.close();
});

test('builds no web object for a plain proxied request', async () => {
  await request('GET /warm-up HTTP/1.1\r\nhost: a.test\r\n\r\n');
  const made: string[] = [];
  const restore = watch(made);

  const reply = await request('POST /x?y=1 HTTP/1.1\r\nhost: a.test\r\ncontent-length: 5\r\n\r\nhello');
  restore();

  assert.match(reply, /^HTTP\/1\.1 200 OK\r\n/);
  assert.deepEqual(made, []);
});

/** Notes each construction of a watched class; answers how to undo that. */
function watch(made: string[]): () => void {
  const globals = globalThis as unknown as Record<string, new (...args: unknown[]) => object>;
  const before = watched.map((name) => [name, globals[name]!] as const);
  for (const [name, original] of before) {
    globals[name] = new Proxy(original, {
      construct(target, args, newTarget) {
        made.push(name);
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
  }
  return () => {
    for (const [name, original] of before) globals[name] = original;
  };
}

/** Sends a request on a connection of its own; answers the head of the reply and its two bytes. */
function request(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let reply = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      reply += chunk;
      if (!reply.endsWith('hi')) return;
      socket.destroy();
      resolve(reply);
    });
    socket.on('error', reject);
  });
}
