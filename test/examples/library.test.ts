import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type hono from '../../examples/hono.ts';
import type library from '../../examples/library.ts';
import { type Origin, startOrigin } from '../../examples/origin.ts';
import { rewritten } from './rewrite.ts';

const root = new URL('../../', import.meta.url);
const copied = ['sentinel.config.ts', 'library.ts', 'hono.ts'];

describe('examples of the library', () => {
  const origins: Origin[] = [];
  let folder = '';

  before(async () => {
    origins.push(await startOrigin(0), await startOrigin(0));
    folder = await mkdtemp(join(tmpdir(), 'sentinel-library-'));
    const ports = new Map(origins.map(({ port }, i) => [3001 + i, port]));
    for (const file of copied) {
      const text = await readFile(new URL(`examples/${file}`, root), 'utf8');
      await writeFile(join(folder, file), withImports(rewritten(text, ports, folder)));
    }
  });

  after(async () => {
    await Promise.all(origins.map((origin) => origin.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  /** What a copy of an example exports. */
  async function exportOf<T>(file: string): Promise<T> {
    return ((await import(pathToFileURL(join(folder, file)).href)) as { default: T }).default;
  }

  const isOrigin = async (response: Response): Promise<boolean> => {
    const { origin } = (await response.json()) as { origin: number };
    return origins.some(({ port }) => port === origin);
  };

  test('examples/library.ts answers by itself, and by the proxy', async () => {
    const { fetch } = await exportOf<typeof library>('library.ts');

    assert.match(await (await fetch(new Request('http://app.test/hello'))).text(), /application/);
    const proxied = await fetch(new Request('http://app.test/api/x'));
    assert.equal(proxied.headers.get('x-frame-options'), 'DENY');
    assert.ok(await isOrigin(proxied));
    assert.equal((await fetch(new Request('http://app.test/other'))).status, 404);
  });

  test('examples/hono.ts proxies what a route takes, and leaves the rest to the application', async () => {
    const { fetch } = await exportOf<typeof hono>('hono.ts');

    assert.ok(await isOrigin(await fetch(new Request('http://app.test/api/x'))));
    assert.match(await (await fetch(new Request('http://app.test/hello'))).text(), /application/);
    assert.equal((await fetch(new Request('http://app.test/health'))).status, 200);
  });
});

/** The text with its packages named by their place, since the copy stands outside of the repository. */
function withImports(text: string): string {
  const places: Readonly<Record<string, string>> = {
    'sentinel-proxy': new URL('shared/index.ts', root).href,
    'sentinel-proxy/hono': new URL('shared/hono.ts', root).href,
    hono: import.meta.resolve('hono'),
  };
  return text.replace(/from '([^']+)'/g, (whole, name: string) => (places[name] ? `from '${places[name]}'` : whole));
}
