import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { field } from '../../support/raw-message.ts';
import { bigBytes, changedAt, longText, secret, type WebFolder, webFolder } from '../../support/web-folder.ts';
import type { Case, Ports } from '../case.ts';
import { sentinel, upstream } from '../kdl.ts';
import type { SubjectName } from '../subjects.ts';

const folders = new Map<SubjectName, WebFolder>();

/** A folder for each subject; a Worker is bound to all files of the machine, so that it has the same one. */
export async function setUp(runtime: SubjectName): Promise<{ stop(): Promise<void> }> {
  const folder = await webFolder();
  await folder.write('404.html', 'not here');
  await folder.write('kept.css', longText);
  await folder.write('kept.css.gz', 'coded beforehand');
  folders.set(runtime, folder);
  return { stop: () => folder.remove() };
}

export const config = (ports: Ports) => {
  const { root } = folders.get(ports.runtime)!;
  const site = (host: string, settings: string) => `
    route "${host}" {
      matches { host "${host}.test" }
      static-files { root "${root}"; ${settings} }
    }`;
  return sentinel(ports, {
    upstreams: upstream('app', [ports.a]),
    routes: `
      ${site('web', 'cache-rules { "/docs/**" "no-cache"; "*.txt" "max-age=60" }; not-found-page "404.html"')}
      ${site('app', 'fallback "index.html"; compress #false; precompressed "gzip"')}
      route "other" { matches { path-prefix "/other" }; upstream "app" }`,
  });
};

const web = { host: 'web.test' };

export const cases: readonly Case[] = [
  {
    name: 'sends a file with its type, its length, its tag and how long it may be kept',
    async run(world) {
      const reply = await world.ask('GET /notes.txt', web);

      assert.deepEqual([reply.status, reply.text], [200, '0123456789']);
      assert.equal(field(reply, 'content-type'), 'text/plain; charset=utf-8');
      assert.equal(field(reply, 'content-length'), '10');
      assert.equal(field(reply, 'accept-ranges'), 'bytes');
      assert.equal(field(reply, 'last-modified'), new Date(changedAt).toUTCString());
      assert.equal(field(reply, 'cache-control'), 'max-age=60');
      assert.match(field(reply, 'etag')!, /^"[^"]+"$/);
    },
  },
  {
    name: 'sends a large file unchanged',
    async run(world) {
      const reply = await world.ask('GET /big.bin', web);

      assert.equal(reply.status, 200);
      assert.ok(reply.content.equals(bigBytes));
      assert.equal(field(reply, 'cache-control'), 'public, max-age=3600');
    },
  },
  {
    name: 'sends the head alone for HEAD',
    async run(world) {
      for (const [target, length] of [
        ['/notes.txt', 10],
        ['/big.bin', bigBytes.length],
      ]) {
        const reply = await world.ask(`HEAD ${target}`, web);

        assert.deepEqual([reply.status, field(reply, 'content-length'), reply.text], [200, String(length), '']);
      }
    },
  },
  {
    name: 'sends the index of a folder, and leads to its slash',
    async run(world) {
      const index = await world.ask('GET /docs/', web);
      const moved = await world.ask('GET /docs?a=1', web);

      assert.deepEqual([index.status, index.text, field(index, 'cache-control')], [200, 'docs', 'no-cache']);
      assert.deepEqual([moved.status, field(moved, 'location')], [308, './docs/?a=1']);
    },
  },
  {
    name: 'spares a client what it has, by tag and by date',
    async run(world) {
      const etag = field(await world.ask('GET /notes.txt', web), 'etag')!;
      for (const line of [`If-None-Match: ${etag}`, `If-Modified-Since: ${new Date(changedAt).toUTCString()}`]) {
        const reply = await world.ask('GET /notes.txt', { ...web, headers: [line] });

        assert.deepEqual([reply.status, reply.text, field(reply, 'etag')], [304, '', etag]);
      }
      const refused = await world.ask('GET /notes.txt', { ...web, headers: ['If-Match: "other"'] });
      assert.equal(refused.status, 412);
    },
  },
  {
    name: 'sends one range, several in parts, and says when there are no such bytes',
    async run(world) {
      const one = await world.ask('GET /big.bin', { ...web, headers: ['Range: bytes=300000-300009'] });
      const several = await world.ask('GET /notes.txt', { ...web, headers: ['Range: bytes=0-1,-2'] });
      const none = await world.ask('GET /notes.txt', { ...web, headers: ['Range: bytes=99-'] });

      assert.equal(one.status, 206);
      assert.ok(one.content.equals(bigBytes.subarray(300_000, 300_010)));
      assert.equal(field(one, 'content-range'), `bytes 300000-300009/${bigBytes.length}`);
      assert.equal(several.status, 206);
      const boundary = /boundary=(\w+)$/.exec(field(several, 'content-type')!)![1];
      const part = (range: string, content: string) =>
        `\r\n--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ${range}/10\r\n\r\n${content}`;
      assert.equal(several.text, `${part('0-1', '01')}${part('8-9', '89')}\r\n--${boundary}--\r\n`);
      assert.deepEqual([none.status, field(none, 'content-range')], [416, 'bytes */10']);
    },
  },
  {
    name: 'codes what gains by it, for who decodes it',
    async run(world) {
      const coded = await world.ask('GET /app.js', { ...web, headers: ['Accept-Encoding: gzip'] });
      const plain = await world.ask('GET /app.js', { ...web, headers: ['Accept-Encoding: identity'] });

      assert.equal(field(coded, 'content-encoding'), 'gzip');
      assert.equal(field(coded, 'vary'), 'accept-encoding');
      assert.match(field(coded, 'etag')!, /^W\//);
      assert.equal(gunzipSync(coded.content).toString(), longText);
      assert.deepEqual([plain.text, field(plain, 'vary')], [longText, 'accept-encoding']);
    },
  },
  {
    name: 'sends files coded beforehand',
    async run(world) {
      const reply = await world.ask('GET /kept.css', { host: 'app.test', headers: ['Accept-Encoding: br, gzip'] });

      assert.deepEqual([reply.text, field(reply, 'content-encoding')], ['coded beforehand', 'gzip']);
      assert.equal(field(reply, 'content-type'), 'text/css; charset=utf-8');
    },
  },
  {
    name: 'answers what is not there by the page of the site, or by its fallback',
    async run(world) {
      const missing = await world.ask('GET /nothing', web);
      const fallback = await world.ask('GET /some/route', { host: 'app.test' });

      assert.deepEqual([missing.status, missing.text, field(missing, 'cache-control')], [404, 'not here', 'no-store']);
      assert.deepEqual([fallback.status, fallback.text], [200, '<h1>Home</h1>']);
      assert.equal(field(fallback, 'content-type'), 'text/html; charset=utf-8');
    },
  },
  {
    name: 'answers nothing but GET and HEAD',
    async run(world) {
      const reply = await world.ask('POST /notes.txt', { ...web, body: 'x' });

      assert.deepEqual([reply.status, field(reply, 'allow')], [405, 'GET, HEAD']);
    },
  },
  {
    name: 'sends nothing that is outside or hidden',
    async run(world) {
      const targets = ['/.env', '/.git/config', '/sub/.hidden/x.txt', '/%2eenv', '/../secret.txt', '/..%2fsecret.txt'];
      targets.push('/%2e%2e/secret.txt', '/%2e%2e%2fsecret.txt', '/..%5csecret.txt', '/%c0%ae%c0%ae/secret.txt');
      targets.push('/docs/..%2f..%2fsecret.txt', '/%252e%252e/secret.txt', '/.env%00.txt', '//secret.txt', '/./.env');
      for (const target of targets) {
        const reply = await world.ask(`GET ${target}`, web);

        assert.ok(!reply.text.includes(secret) && reply.status >= 400, `${target}: ${reply.status}`);
      }
      assert.equal((await world.ask('GET /.well-known/security.txt', web)).status, 200);
    },
  },
];
