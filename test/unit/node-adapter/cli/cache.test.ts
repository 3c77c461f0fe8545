import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Terminal } from '../../../../node-adapter/cli/command.ts';
import { dispatch } from '../../../../node-adapter/cli/dispatch.ts';
import { commands } from '../../../../node-adapter/cli/index.ts';
import { RunningSentinel } from '../../../../node-adapter/running-sentinel.ts';
import { loadConfig } from '../../../../shared/config/load.ts';

describe('sentinel cache', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-cli-cache-'));
  let running: RunningSentinel;
  let out: string[] = [];
  let err: string[] = [];

  before(async () => {
    const text = `
      cache { backend "hybrid"; disk-path "${join(folder, 'kept')}" }
      listeners { listener "main" { address "127.0.0.1:0" } }
      observability { logging { error-log { file "${join(folder, 'error.log')}" } } }
      routes { route "admin" { matches { path-prefix "/admin" }; builtin-handler "admin" } }`;
    const { config, problems } = await loadConfig({ entry: { name: 'a.kdl', text }, runtime: 'node' });
    assert.ok(config, problems.map(({ message }) => message).join());
    running = await RunningSentinel.start(config);
  });

  after(async () => {
    await running.drain();
    rmSync(folder, { recursive: true });
  });

  async function run(...line: readonly string[]): Promise<number> {
    [out, err] = [[], []];
    const terminal: Terminal = {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      paint: (_, text) => text,
    };
    return dispatch(['cache', ...line], commands, terminal);
  }

  test('shows what the cache did, and purges it', async () => {
    const url = ['--url', `${running.listeners[0]!.url}/admin`];

    assert.equal(await run('stats', ...url), 0, err.join());
    assert.match(out.join('\n'), /store\s+hybrid[\s\S]*hit-ratio\s+0[\s\S]*disk-hits\s+0/);
    assert.equal(await run('purge', ...url, '--prefix', 'https://www.example.com/', '--soft'), 0, err.join());
    assert.deepEqual(out, ['https://www.example.com/*: 0 responses. Nothing of it was kept.']);
    assert.equal(await run('purge', ...url, '--all', '--json'), 0);
    assert.deepEqual(JSON.parse(out.join('')), {
      ...{ purged: 'all', soft: false, purged_entries: 0 },
      remark: 'Nothing of it was kept.',
    });
  });

  test('says what is wrong with a call', async () => {
    const url = ['--url', `${running.listeners[0]!.url}/admin`];

    assert.notEqual(await run('purge', ...url), 0);
    assert.match(err.join(), /one of --address/);
    assert.notEqual(await run('stats'), 0);
    assert.notEqual(await run('purge', ...url, '--address', '/news'), 0);
  });
});
