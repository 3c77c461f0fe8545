import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { version } from '../../shared/version.ts';
import { freePort } from '../support/ports.ts';
import { startProcess } from '../support/subject-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
// The Node of the test stands before that of the machine, whose npm is used.
const path = { PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` };
const env = { ...process.env, ...path };
const run = async (folder: string, program: string, ...args: string[]): Promise<string> =>
  (await promisify(execFile)(program, args, { cwd: folder, env })).stdout;

const compiler = [
  ...[join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--exactOptionalPropertyTypes'],
  ...['--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,dom', '--types', ''],
];

/** A page of its own, and nothing behind it. */
const configOf = (listener: string) => `
${listener}
routes {
  route "health" {
    matches { path "/health" }
    service-type "builtin"
    builtin-handler "health"
  }
}
`;

describe('the package as it is published', { timeout: 240_000 }, () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sentinel-package-'));
    const packed = await run(root, 'npm', 'pack', '--silent', '--pack-destination', folder);
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    // Offline: it brings all that it runs on.
    await run(
      folder,
      'npm',
      'install',
      '--offline',
      '--no-audit',
      '--no-fund',
      `./${packed.trim().split('\n').at(-1)}`,
    );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('brings the program', async () => {
    assert.equal(await run(folder, 'npx', '--no-install', 'sentinel', '--version'), `sentinel ${version}\n`);
  });

  test('serves by a configuration', async () => {
    const port = await freePort();
    const text = configOf(`listeners { listener "main" { address "127.0.0.1:${port}" } }`);
    await writeFile(join(folder, 'sentinel.kdl'), text);
    assert.match(await run(folder, 'npx', '--no-install', 'sentinel', 'check'), /good/);
    const command = { program: join(folder, 'node_modules/.bin/sentinel'), args: ['run'], cwd: folder, env: path };
    const server = await startProcess(command, (log) => log.up('listening on'));
    try {
      assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
    } finally {
      await server.stop();
    }
  });

  test('is a library, with types that need no other package', async () => {
    const program = `import { createSentinel, defineConfig } from 'sentinel-proxy';
const config = defineConfig({
  routes: [{ id: 'h', matches: { path: '/health' }, 'service-type': 'builtin', 'builtin-handler': 'health' }],
});
// @ts-expect-error: there is no such setting.
defineConfig({ routs: [] });
// @ts-expect-error: a number is no address.
defineConfig({ upstreams: [{ id: 'a', targets: [{ address: 5 }] }] });
const response: Response = await createSentinel({ config }).fetch(new Request('http://app.test/health'));
console.log(response.status);
`;
    await writeFile(join(folder, 'app.ts'), program);

    await run(folder, process.execPath, ...compiler, 'app.ts');
    assert.equal(await run(folder, process.execPath, 'app.ts'), '200\n');
  });

  test('has types for all that the schema takes', async () => {
    const source = join(root, 'shared/config/config.ts');
    const program = `import type { ConfigInput as Source } from '${source}';
import type { ConfigInput } from 'sentinel-proxy';
export const fits = (source: Source): ConfigInput => source;
`;
    await writeFile(join(folder, 'fits.ts'), program);

    await run(folder, process.execPath, ...compiler, '--allowImportingTsExtensions', 'fits.ts');
  });

  test('is a middleware of Hono, which the application brings', async () => {
    const program = "console.log(typeof (await import('sentinel-proxy/hono')).sentinel)";

    assert.equal(await run(folder, process.execPath, '--eval', program), 'function\n');
  });

  test('holds the bundles and no sources', async () => {
    const place = join(folder, 'node_modules/sentinel-proxy');
    const files = await readdir(place, { recursive: true });

    assert.deepEqual(
      files.filter((file) => /(?<!\.d)\.ts$|\.map$/.test(file) && !file.startsWith('examples/')),
      [],
    );
    assert.ok(!files.includes('shared') && files.includes('dist/sentinel.js') && files.includes('LICENSE'));
  });
});
