import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { RunningProcess } from './running-process.ts';
import { until } from './until.ts';

const run = promisify(execFile);

let folder: string;
let running: RunningProcess;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-h2c-'));
  const file = join(folder, 'sentinel.kdl');
  writeFileSync(file, config(join(folder, 'access.log')));
  running = new RunningProcess(['run', '-c', file]);
});

after(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('curl --http2 without encryption', { timeout: 60_000 }, () => {
  test('is refused with 400 and told why in the log', async () => {
    assert.equal(await answered('strict'), '400 1.1');
    await until(() => readFileSync(join(folder, 'access.log'), 'utf8').includes('bad_upgrade'));
  });

  test('is answered by HTTP/1.1 where the listener ignores what it asks for', async () => {
    assert.equal(await answered('kind'), '200 1.1');
  });
});

/** Status and version of the answer that curl got at a listener. */
async function answered(listener: string): Promise<string> {
  const [, url] = await running.says(new RegExp(`listening on (\\S+) \\(listener "${listener}"\\)`));
  const about = ['-s', '-o', join(folder, 'body'), '-w', '%{http_code} %{http_version}'];
  return (await run('curl', [...about, '--http2', `${url}/health`])).stdout;
}

function config(log: string): string {
  return `
listeners {
  listener "strict" { address "127.0.0.1:0" }
  listener "kind" { address "127.0.0.1:0"; h2c "ignore" }
}
routes { route "health" { matches { path "/health" }; builtin-handler "health" } }
observability { logging { access-log { file "${log}" } } }
`;
}
