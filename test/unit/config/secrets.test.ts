import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { redact } from '../../../shared/config/redact.ts';
import { memoryFiles } from './memory-files.ts';

const secret = 'correct horse battery staple';

async function load(text: string, env: Record<string, string> = {}) {
  const files = memoryFiles({ 'main.kdl': text, '/run/token': `${secret}\n`, '/run/empty': '\n' });
  return await loadConfig({ entry: 'main.kdl', env, ...files });
}

describe('secrets', () => {
  test('come from the text, the environment or a file', async () => {
    const written = await load(`system { admin-token "${secret}" }`);
    const filledIn = await load('system { admin-token "${TOKEN}" }', { TOKEN: secret });
    const named = await load('system { admin-token { env "TOKEN" } }', { TOKEN: secret });
    const inFile = await load('system { admin-token { file "/run/token" } }');
    const property = await load('system { admin-token file="/run/token" }');

    for (const { config } of [written, filledIn, named, inFile, property]) {
      assert.equal(config?.system.adminToken, secret);
    }
  });

  test('are missed when the variable is not set or the file is empty', async () => {
    const unset = await load('system { admin-token env="TOKEN" }');
    const empty = await load('system { admin-token file="/run/empty" }');
    const gone = await load('system { admin-token file="/run/gone" }');

    assert.deepEqual(unset.problems.map(formatProblem), [
      'main.kdl:1:10: system.admin-token: the environment variable TOKEN is not set',
    ]);
    assert.equal(empty.problems.length, 1);
    assert.equal(gone.problems.length, 1);
    assert.equal(gone.config, undefined);
  });

  test('never show in a dump or in a message', async () => {
    const { config } = await load(
      `system { admin-token "${secret}"; cookie-secret "${secret}" }
       filters { filter "f" { type "headers"; set { Authorization "${secret}"; X-Api-Key "${secret}"; X-Plain "seen" } } }`,
    );
    const wrong = await load('system { admin-token 12345678 }');

    const dump = JSON.stringify(redact(config!));
    assert.equal(dump.includes(secret), false);
    assert.equal(dump.includes('seen'), true);
    assert.equal(wrong.problems.map(formatProblem).join().includes('12345678'), false);
  });
});
