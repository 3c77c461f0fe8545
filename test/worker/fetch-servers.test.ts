import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { freePort } from '../support/ports.ts';
import { field, fields } from '../support/raw-message.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { respond, respondChunked } from '../support/raw-origin-behaviours.ts';
import { type SubjectProcess, startProcess } from '../support/subject-process.ts';
import { ask, proxyTo } from './support.ts';

interface FetchServer {
  readonly name: 'deno' | 'bun';
  args(port: number): readonly string[];
  readonly isReady: string;
  /** Whether its fetch leaves coded bodies as they are. */
  readonly keepsCoding: boolean;
  /** Whether its fetch announces the length of a body that is streamed. */
  readonly announcesLength: boolean;
}

const servers: readonly FetchServer[] = [
  {
    name: 'deno',
    args: (port) => ['serve', '-A', '--no-check', '--host', '127.0.0.1', '--port', String(port), 'worker/deno.ts'],
    isReady: 'Listening on',
    keepsCoding: false,
    announcesLength: false,
  },
  { name: 'bun', args: () => ['worker/bun.ts'], isReady: 'Started', keepsCoding: true, announcesLength: true },
];

for (const server of servers) {
  const program = fileURLToPath(new URL(`../../node_modules/.bin/${server.name}`, import.meta.url));

  describe(`the fetch server of ${server.name}`, { timeout: 60_000, skip: !existsSync(program) }, () => {
    let origin: RawOrigin;
    let running: SubjectProcess;
    let port: number;
    let folder: string;

    before(async () => {
      origin = await RawOrigin.start();
      port = await freePort();
      folder = mkdtempSync(join(tmpdir(), 'sentinel-fetch-'));
      const path = join(folder, 'sentinel.kdl');
      // These cannot join WebSockets, and refuse a route that would.
      const text = proxyTo(origin).replace('websocket #true', '').replace('127.0.0.1:8080', `127.0.0.1:${port}`);
      writeFileSync(path, text);
      const command = { program, args: server.args(port), env: { SENTINEL_CONFIG: path } };
      running = await startProcess(command, (log) => log.line((line) => line.includes(server.isReady), 30_000));
    });
    beforeEach(() => origin.reset());
    after(async () => {
      await running?.stop();
      await origin?.stop();
      rmSync(folder, { recursive: true });
    });

    const send = (startLine: string, lines: readonly string[] = []) => ask(port, 'site.test', startLine, lines);

    test('proxies with the Host of the client, and says who it is', async () => {
      const reply = await (await send('GET /a%2Fb?x=%20')).whole();

      assert.equal(reply.text, 'ok');
      const [seen] = origin.seen;
      assert.deepEqual(
        [seen?.target, field(seen!, 'host'), field(seen!, 'x-forwarded-for')],
        ['/a%2Fb?x=%20', 'site.test', '127.0.0.1'],
      );
    });

    test('gives a coded body and fields that agree with it', async () => {
      const content = gzipSync('hello '.repeat(50));
      origin.answer(respond('200 OK', ['Content-Encoding: gzip'], content));

      const reply = await (await send('GET /', ['Accept-Encoding: gzip'])).whole();

      if (server.keepsCoding) assert.ok(reply.content.equals(content));
      else assert.equal(reply.text, 'hello '.repeat(50));
      assert.equal(field(reply, 'content-encoding'), server.keepsCoding ? 'gzip' : undefined);
      assert.equal(reply.ending, 'complete');
    });

    test('keeps cookies apart', async () => {
      origin.answer(respond('200 OK', ['Set-Cookie: a=1', 'Set-Cookie: b=2']));

      assert.deepEqual(fields(await (await send('GET /')).whole(), 'set-cookie'), ['a=1', 'b=2']);
    });

    test('passes a streamed answer on, to its end', async () => {
      const chunks = ['one', 'two', 'x'.repeat(200_000)];
      origin.answer(respondChunked(chunks));

      const reply = await (await send('GET /')).whole();

      assert.equal(reply.text, chunks.join(''));
      assert.equal(reply.ending, 'complete');
    });

    test('breaks the answer off that the upstream breaks off', async () => {
      origin.answer(async (call) => {
        call.head('200 OK', ['Transfer-Encoding: chunked']);
        call.chunk('begin');
        call.close();
      });

      // A reset may overtake what was sent before it, even the head.
      const client = await send('GET /');
      const ending = await client.whole().then(
        (reply) => reply.ending,
        () => client.gone,
      );

      assert.ok(ending === 'broken' || ending === 'reset', ending);
    });

    test('sends a request body on whole, under its length where fetch allows it', async () => {
      let received = 0;
      origin.answer(async (call) => {
        received = (await call.content()).length;
        call.head('200 OK', ['Content-Length: 0']);
      });

      const client = await send('POST /', ['Content-Length: 100000']);
      client.send('x'.repeat(100_000));
      await client.whole('POST');

      assert.equal(received, 100_000);
      assert.equal(field(origin.seen[0]!, 'content-length'), server.announcesLength ? '100000' : undefined);
    });

    test('lets the upstream go when a client leaves before the answer', async () => {
      const gone = new Promise<void>((settle) => {
        origin.answer(async (call) => {
          await call.gone;
          settle();
        });
      });
      const client = await send('GET /');
      await origin.request();
      client.close();

      await gone;
    });
  });
}
