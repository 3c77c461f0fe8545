import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const wrangler = join(root, 'node_modules/.bin/wrangler');

const main = `
include "routes/*.kdl"
listeners { listener "main" { address "0.0.0.0:443" } }
`;

const route = `
routes {
  route "page" {
    matches { path "/page" }
    service-type "builtin"
    builtin-handler "health"
  }
}
`;

describe('deploying the Worker', { timeout: 240_000 }, () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentinel-deploy-'));
    mkdirSync(join(folder, 'routes'));
    writeFileSync(join(folder, 'sentinel.kdl'), main);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('builds the configuration in, with what it includes', async () => {
    writeFileSync(join(folder, 'routes/page.kdl'), route);

    await deploy(folder);

    const code = readFileSync(join(folder, 'out/index.js'), 'utf8');
    assert.ok(code.includes('routes/*.kdl') && code.includes('matches { path'), 'the texts are in the bundle');
  });

  test('binds the configuration store, the object that shares the health of targets, and those that count and keep keys', async () => {
    writeFileSync(join(folder, 'routes/page.kdl'), route);

    const { stdout } = await deploy(folder);

    assert.match(stdout, /env\.SENTINEL_KV .*KV Namespace/);
    assert.match(stdout, /env\.SENTINEL_HEALTH \(HealthObject\) .*Durable Object/);
    assert.match(stdout, /env\.SENTINEL_LEDGER \(LedgerObject\) .*Durable Object/);
    assert.match(stdout, /env\.SENTINEL_KEYS \(KeysObject\) .*Durable Object/);
  });

  test('stops at a configuration that cannot be used, and says where', async () => {
    writeFileSync(join(folder, 'routes/page.kdl'), route.replace('path "', 'pth "'));

    await assert.rejects(deploy(folder), ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      assert.match(stdout + stderr, /routes\/page\.kdl:4:15: .*"pth"/);
      return true;
    });
  });
});

/** All of a deploy but the sending. */
function deploy(folder: string): Promise<{ readonly stdout: string }> {
  return run(wrangler, ['deploy', '--dry-run', '--outdir', join(folder, 'out')], {
    cwd: root,
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
      SENTINEL_CONFIG: join(folder, 'sentinel.kdl'),
      WRANGLER_SEND_METRICS: 'false',
      CI: '1',
    },
  });
}
