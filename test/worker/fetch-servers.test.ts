import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { geoDatabase } from '../support/geo-database.ts';
import { freePort } from '../support/ports.ts';
import { field, fields } from '../support/raw-message.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import { respond, respondChunked } from '../support/raw-origin-behaviours.ts';
import { type SubjectProcess, startProcess } from '../support/subject-process.ts';
import { bigBytes, longText, secret, type WebFolder, webFolder } from '../support/web-folder.ts';
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

  describe(`the fetch server of ${server.name}`, { timeout: 240_000, skip: !existsSync(program) }, () => {
    let origin: RawOrigin;
    let running: SubjectProcess;
    let port: number;
    let folder: string;
    let web: WebFolder;

    before(async () => {
      web = await webFolder();
      origin = await RawOrigin.start();
      port = await freePort();
      folder = mkdtempSync(join(tmpdir(), 'sentinel-fetch-'));
      const path = join(folder, 'sentinel.kdl');
      // These cannot join WebSockets, and refuse a route that would.
      const database = join(folder, 'countries.mmdb');
      writeFileSync(database, geoDatabase({ '127.0.0.0/8': 'DE' }));
      const text = proxyTo(
        origin,
        `filters { filter "geo" { type "geo"; database-path "${database}"; countries "DE" } }`,
      )
        .replace('websocket #true', '')
        .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
        .replace(
          'routes {',
          `routes {
            route "site" { matches { path-prefix "/"; host "web.test" }; static-files { root "${web.root}" } }
            route "near" { matches { path-prefix "/near" }; upstream "app"; filters "geo" }`,
        );
      writeFileSync(path, text);
      const command = { program, args: server.args(port), env: { SENTINEL_CONFIG: path } };
      running = await startProcess(command, (log) => log.up(server.isReady));
    });
    beforeEach(() => origin.reset());
    after(async () => {
      await running?.stop();
      await origin?.stop();
      await web?.remove();
      rmSync(folder, { recursive: true });
    });

    test('says what is wrong with its configuration, and no more, when it cannot start', async () => {
      const path = join(folder, 'broken.kdl');
      writeFileSync(path, 'listenrs { }\n');

      const ended = spawnSync(program, server.args(await freePort()), {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: { ...process.env, SENTINEL_CONFIG: path },
        encoding: 'utf8',
      });

      assert.equal(ended.status, 1);
      const said = `the configuration cannot be used:\n${path}:1:1: unknown setting "listenrs"; did you mean "listeners"?\n`;
      assert.equal(ended.stderr, said);
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

    test('serves the files of a folder: whole, in ranges, compressed and not again when nothing changed', async () => {
      const site = async (startLine: string, lines: readonly string[] = []) =>
        (await ask(port, 'web.test', startLine, lines)).whole(startLine.split(' ')[0]);

      const whole = await site('GET /big.bin');
      assert.ok(whole.content.equals(bigBytes));
      const tag = field(whole, 'etag')!;
      const part = await site('GET /big.bin', ['Range: bytes=600000-600009']);
      assert.deepEqual([part.status, [...part.content]], [206, [...bigBytes.subarray(600_000, 600_010)]]);
      assert.equal((await site('GET /big.bin', [`If-None-Match: ${tag}`])).status, 304);
      const head = await site('HEAD /notes.txt');
      assert.deepEqual([head.status, field(head, 'content-length'), head.text], [200, '10', '']);
      const coded = await site('GET /app.js', ['Accept-Encoding: gzip']);
      assert.deepEqual([field(coded, 'content-encoding'), gunzipSync(coded.content).toString()], ['gzip', longText]);
      assert.equal((await site('GET /docs')).status, 308);
      for (const path of ['/.env', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/..%5csecret.txt', '/.git/config']) {
        const reply = await site(`GET ${path}`);
        assert.ok(reply.status >= 400 && !reply.text.includes(secret), path);
      }
    });

    test('knows countries from a database', async () => {
      const reply = await (await send('GET /near')).whole();

      assert.equal(reply.status, 403);
      assert.equal(origin.seen.length, 0);
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
