import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Miniflare } from 'miniflare';
import { bigBytes, longText } from '../support/web-folder.ts';
import { bundleWorker, compatibility } from '../support/workerd.ts';

/** What `root` must be for the folder to be found, and how the Worker is bound to it. */
interface Store {
  readonly name: string;
  readonly root: string;
  bindings(folder: string): Partial<ConstructorParameters<typeof Miniflare>[0]>;
  fill(worker: Miniflare): Promise<void>;
}

const stores: readonly Store[] = [
  {
    name: 'a bucket',
    root: './site/',
    bindings: () => ({ r2Buckets: ['SENTINEL_BUCKET'] }),
    async fill(worker) {
      const bucket = await worker.getR2Bucket('SENTINEL_BUCKET');
      for (const [path, content] of Object.entries(files)) await bucket.put(`site/${path}`, content);
      await bucket.put('secret.txt', 'secret');
    },
  },
  {
    name: 'assets',
    root: '.',
    bindings: (directory) => ({
      assets: {
        directory,
        binding: 'SENTINEL_ASSETS',
        assetConfig: { html_handling: 'none', not_found_handling: 'none' },
        routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
      },
    }),
    fill: () => Promise.resolve(),
  },
];

const files: Readonly<Record<string, string | Uint8Array>> = {
  'index.html': '<h1>Home</h1>',
  'docs/index.html': 'docs',
  'notes.txt': '0123456789',
  'app.js': longText,
  'big.bin': bigBytes,
  'ü.txt': 'umlaut',
  '.env': 'secret',
};

async function folderOfFiles(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-assets-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

for (const { name, root, bindings, fill } of stores) {
  describe(`files of ${name}`, { timeout: 240_000 }, () => {
    let folder: string;
    let worker: Miniflare;
    const ask = (path: string, headers: Record<string, string> = {}) =>
      worker.dispatchFetch(`http://site.test${path}`, { headers, redirect: 'manual' });

    before(async () => {
      folder = await folderOfFiles();
      const config = `
        listeners { listener "main" { address "0.0.0.0:443" } }
        routes { route "files" { matches { path-prefix "/" }; static-files { root "${root}" } } }`;
      worker = new Miniflare({
        modules: [{ type: 'ESModule', path: 'worker.js', contents: await bundleWorker({ config }) }],
        compatibilityDate: compatibility.date,
        compatibilityFlags: [...compatibility.flags],
        cf: false,
        ...bindings(folder),
      } as ConstructorParameters<typeof Miniflare>[0]);
      await fill(worker);
    });
    after(async () => {
      await worker?.dispose();
      await rm(folder, { recursive: true, force: true });
    });

    test('are sent with their type and their tag, and spared to who has them', async () => {
      const whole = await ask('/notes.txt');
      const etag = whole.headers.get('etag')!;
      const again = await ask('/notes.txt', { 'if-none-match': etag });

      assert.deepEqual([whole.status, await whole.text()], [200, '0123456789']);
      assert.equal(whole.headers.get('content-type'), 'text/plain; charset=utf-8');
      assert.equal(whole.headers.get('cache-control'), 'public, max-age=3600');
      assert.match(etag, /^(?:W\/)?"[^"]+"$/);
      assert.deepEqual([again.status, await again.text()], [304, '']);
    });

    test('are sent whole when they are large, and by names of any letters', async () => {
      assert.ok(Buffer.from(await (await ask('/big.bin')).arrayBuffer()).equals(bigBytes));
      assert.equal(await (await ask('/%C3%BC.txt')).text(), 'umlaut');
    });

    test('are sent by ranges where their length is known', async () => {
      const reply = await ask('/big.bin', { range: 'bytes=300000-300009' });
      const content = Buffer.from(await reply.arrayBuffer());
      const isKnown = reply.status === 206;

      assert.ok(content.equals(isKnown ? bigBytes.subarray(300_000, 300_010) : bigBytes), `${reply.status}`);
      assert.equal(reply.headers.get('content-range'), isKnown ? `bytes 300000-300009/${bigBytes.length}` : null);
    });

    test('stand for their folders', async () => {
      const moved = await ask('/docs');

      assert.equal(await (await ask('/')).text(), '<h1>Home</h1>');
      assert.equal(await (await ask('/docs/')).text(), 'docs');
      assert.deepEqual([moved.status, moved.headers.get('location')], [308, './docs/']);
    });

    test('that are hidden, outside or not there are not found', async () => {
      for (const path of ['/nothing', '/nothing/', '/.env', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/notes.txt/']) {
        const reply = await ask(path);
        await reply.text();

        assert.equal(reply.status, 404, path);
      }
    });

    test('are coded for who decodes them', async () => {
      const reply = await ask('/app.js', { 'accept-encoding': 'gzip' });
      const content = Buffer.from(await reply.arrayBuffer());

      // The client of this test may have decoded it already.
      assert.equal((content[0] === 0x1f ? gunzipSync(content) : content).toString(), longText);
      assert.equal(reply.headers.get('vary'), 'accept-encoding');
    });
  });
}
