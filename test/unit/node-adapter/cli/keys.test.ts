import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Terminal } from '../../../../node-adapter/cli/command.ts';
import { dispatch } from '../../../../node-adapter/cli/dispatch.ts';
import { commands } from '../../../../node-adapter/cli/index.ts';
import { SqliteKeyStore } from '../../../../node-adapter/keys/sqlite-key-store.ts';
import { RunningSentinel } from '../../../../node-adapter/running-sentinel.ts';
import { loadConfig } from '../../../../shared/config/load.ts';
import { hashOf, isWhole } from '../../../../shared/keys/key-secret.ts';
import { RawClient } from '../../../support/raw-client.ts';

const token = 'open-sesame';

describe('sentinel keys', () => {
  let folder: string;
  let config: string;
  let out: string[];
  let err: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentinel-keys-'));
    config = join(folder, 'sentinel.kdl');
    writeFileSync(
      config,
      `system { state-directory "${folder}/state"; admin-token "${token}" }
       virtual-keys { cache-secs 0 }
       listeners { listener "main" { address "127.0.0.1:0" } }
       filters { filter "keys" { type "virtual-key" } }
       routes {
         route "admin" { priority 900; matches { path-prefix "/admin" }; builtin-handler "admin" }
         route "all" { matches { path-prefix "/" }; filters "keys"; builtin-handler "not-found" }
       }`,
    );
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  async function run(...line: readonly string[]): Promise<number> {
    [out, err] = [[], []];
    const terminal: Terminal = {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      paint: (_, text) => text,
    };
    return dispatch(['keys', ...line], commands, terminal);
  }

  const json = () => JSON.parse(out.join('\n')) as Record<string, unknown>;

  test('warns of a key for a route that the configuration does not have', async () => {
    const code = await run('issue', '-c', config, '--route', 'all', '--route', 'gone');
    assert.equal(code, 0);
    assert.deepEqual(err.slice(0, 1), ['Warning: the configuration has no route "gone".']);

    await run('list', '-c', config);
    assert.match(out.join(), /the configuration has no route "gone"$/);
  });

  test('issues, shows, lists, rotates, revokes and removes keys in the file of a configuration', async () => {
    const limits = ['--limit', 'tokens-per-minute=9', '--budget', '7/day', '--cost-budget', '2.5/month'];
    const scopes = ['--model', 'gpt-*', '--route', 'all', '--address', '10.0.0.0/8', '--metadata', 'team=a'];
    const code = await run(
      'issue',
      '-c',
      config,
      '--name',
      'web',
      '--expires',
      '2030-01-01T00:00:00Z',
      ...limits,
      ...scopes,
    );
    const [secret] = out;
    assert.deepEqual([code, isWhole(secret!)], [0, true]);

    await run('list', '-c', config, '--json');
    const [key] = json()['keys'] as Record<string, unknown>[];
    const { id, limits: shown, budgets, models, metadata, hint } = key!;
    assert.deepEqual(shown, { tokens_per_minute: 9 });
    assert.deepEqual(
      (budgets as Record<string, unknown>[]).map(({ name }) => name),
      ['tokens per day', 'cost per month'],
    );
    assert.deepEqual([models, metadata, hint], [['gpt-*'], { team: 'a' }, secret!.slice(-4)]);

    assert.equal(await run('rotate', String(id), '-c', config, '--grace', '60', '--json'), 0);
    assert.ok(isWhole(String(json()['secret'])));
    assert.equal((json()['old_secrets'] as unknown[]).length, 1);
    assert.equal(await run('revoke', String(id), '-c', config), 0);
    assert.equal(await run('show', String(id), '-c', config), 0);
    assert.match(out.join('\n'), /state +revoked/);
    assert.equal(await run('remove', String(id), '-c', config), 0);
    assert.equal(await run('show', String(id), '-c', config), 1);
    assert.match(err.join(), /no such key/);
    // The file is for its owner alone, and holds no text of a key.
    assert.equal(statSync(join(folder, 'state', 'keys.db')).mode & 0o777, 0o600);
  });

  test('asks a running Sentinel, which lets the key in', async () => {
    const loaded = await loadConfig({
      entry: { name: config, text: readFileSync(config, 'utf8') },
      runtime: 'node',
      env: {},
    });
    const running = await RunningSentinel.start(loaded.config!);
    const { url } = running.listeners[0]!;
    const status = async (secret: string): Promise<number> => {
      const client = await RawClient.open(Number(new URL(url).port));
      client.send(`GET / HTTP/1.1\r\nHost: a.test\r\nAuthorization: Bearer ${secret}\r\n\r\n`);
      const reply = await client.whole('GET');
      client.close();
      return reply.status;
    };
    process.env['SENTINEL_ADMIN_TOKEN'] = token;
    try {
      assert.equal(await run('issue', '--url', `${url}/admin`, '--name', 'far'), 0);
      const secret = out[0]!;
      // Behind the filter is a page that says 404: the key was taken.
      assert.equal(await status(secret), 404);
      await run('list', '--url', `${url}/admin/`, '--json');
      const { id } = (json()['keys'] as Record<string, unknown>[])[0]!;

      // What is done to the file is felt by who serves, within the time that the configuration says.
      assert.equal(await run('revoke', String(id), '-c', config), 0);
      assert.equal(await status(secret), 401);

      process.env['SENTINEL_ADMIN_TOKEN'] = 'wrong';
      assert.equal(await run('list', '--url', `${url}/admin`), 1);
      assert.match(err.join(), /token/);
    } finally {
      delete process.env['SENTINEL_ADMIN_TOKEN'];
      await running.drain();
    }
  });

  test('makes keys for configurations', async () => {
    await run('make', '--json');
    const { secret, hash } = json();

    assert.equal(hashOf(String(secret)), hash);
    assert.equal(await run('make', '--name', 'web'), 0);
    assert.match(out.join(), /key "web" \{ hash "[0-9a-f]{64}" \}/);
  });

  test('says what is off with the line, the form of a key, or the file', async () => {
    assert.equal(await run('isue'), 2);
    assert.equal(await run('rotate', '-c', config), 2);
    assert.equal(await run('list', 'key_1', '-c', config), 2);
    assert.equal(await run('issue', '--budget', 'much', '-c', config), 2);
    assert.equal(await run('list', '--url', 'ftp://x'), 2);
    assert.equal(await run('issue', '--limit', 'words=3', '-c', config), 1);
    assert.match(err.join(), /\/limits\/words/);
    assert.equal(await run('list', '--file', '/nowhere/at/all/keys.db'), 1);
    assert.match(err.join(), /nowhere/);
  });

  test('leaves keys that another program is changing as they are', async () => {
    const file = join(folder, 'keys.db');
    assert.equal(await run('issue', '--file', file), 0);
    const store = new SqliteKeyStore(file);
    assert.equal(store.list({ limit: 9 }).length, 1);
    store.close();
  });
});
