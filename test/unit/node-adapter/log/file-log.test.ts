import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { FileLog } from '../../../../node-adapter/log/file-log.ts';
import type { Config } from '../../../../shared/config/config.ts';
import { readConfig } from '../../../../shared/read-config.ts';
import { until } from '../until.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-log-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('log of a process', () => {
  test('writes each stream to the file of its own', async () => {
    const log = new FileLog();
    log.configure(await logging(`file "${folder}/app"; access-log { file "${folder}/access" }`));

    log.write('access', 'a');
    log.write('app', 'b');
    log.flushNow();

    await until(() => read('access') === 'a\n' && read('app') === 'b\n');
  });

  test('keeps the lines of streams that share a file apart', async () => {
    const log = new FileLog();
    const both = `access-log { file "${folder}/one" }; error-log { file "${folder}/one" }`;
    log.configure(await logging(`file "${folder}/app"; ${both}`));

    for (let i = 0; i < 100; i += 1) log.write(i % 2 === 0 ? 'access' : 'error', `line ${i}`);
    log.flushNow();

    assert.deepEqual(
      read('one').split('\n').slice(0, -1),
      Array.from({ length: 100 }, (_, i) => `line ${i}`),
    );
  });

  test('drops what goes to a stream that is off', async () => {
    const log = new FileLog();
    log.configure(await logging(`file "${folder}/app"; access-log { enabled #false; file "${folder}/access" }`));

    log.write('access', 'a');
    log.flushNow();

    assert.equal(existsSync(join(folder, 'access')), false);
  });

  test('goes on in other files when the configuration changes', async () => {
    const log = new FileLog();
    log.configure(await logging(`file "${folder}/app"`));
    log.write('app', 'before');

    log.configure(await logging(`file "${folder}/other"`));
    log.write('app', 'after');

    await until(() => read('other') === 'after\n' && read('app') === 'before\n');
  });

  test('stays as it was when a file cannot be opened', async () => {
    const log = new FileLog();
    log.configure(await logging(`file "${folder}/app"`));

    assert.throws(() => log.configure({ ...badly, file: join(folder, 'missing', 'app') }), { code: 'ENOENT' });
    log.write('app', 'still here');

    await until(() => read('app') === 'still here\n');
  });
});

const badly = (await readConfig({ entry: entryOf('') })).observability.logging;

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

async function logging(text: string): Promise<Config['observability']['logging']> {
  return (await readConfig({ entry: entryOf(text) })).observability.logging;
}

function entryOf(text: string): { name: string; text: string } {
  return {
    name: 'test.kdl',
    text: `
      listeners { listener "main" { address "127.0.0.1:0" } }
      routes { route "r" { matches { path "/" }; service-type "builtin"; builtin-handler "health" } }
      observability { logging { ${text} } }`,
  };
}
