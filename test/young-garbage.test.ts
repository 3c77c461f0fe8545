import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

describe('what a request leaves behind', () => {
  test('does not grow old, also where code is not optimized', async () => {
    const bench = pathToFileURL(join(root, 'test/bench/micro/request.ts'));
    const code = `await (await import(${JSON.stringify(bench.href)})).measureRequest(5, 4_000)`;
    const young = ['--min-semi-space-size=4', '--max-semi-space-size=4', '--no-turbofan'];
    const args = [...young, '--trace-gc', '--trace-gc-nvp', '--input-type=module', '-e', code];

    const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
    const promoted = [...stdout.matchAll(/ gc=s .* promoted=(\d+) .* new_space_survived=/g)].map((each) =>
      Number(each[1]),
    );

    const last = promoted.slice(-8);
    assert.ok(promoted.length > 16, `${promoted.length} collections`);
    assert.ok(Math.max(...last) < 64 * 1024, `bytes of 4 MiB that grew old: ${last.join(' ')}`);
  });

  test('holds no function that was written straight into a property: V8 makes those among the old objects', () => {
    const straight = /[\w)\]]\.#?\w+ (\?\?)?= (async )?(\([^=]*\)|\w+)(: \w+)? =>/;
    const files = globSync('{shared,node-adapter,worker}/**/*.ts', { cwd: root }).filter((file) => !madeOnce.has(file));

    const found = files.filter((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .some((line) => straight.test(line)),
    );

    assert.deepEqual(found, [], 'give it to a constant first, or list the file below where it is made once');
  });
});

/** Where such a function is made once for a listener, an upstream, a cache or a ledger. */
const madeOnce: ReadonlySet<string> = new Set([
  'node-adapter/http2/http2-server.ts',
  'node-adapter/sockets/node-dialer.ts',
  'shared/cache/cache.ts',
  'shared/cache/hybrid-store.ts',
  'shared/http1/server.ts',
  'shared/ledger/leased-ledger.ts',
  'shared/upstream/health/health-checks.ts',
  'shared/upstream/upstream.ts',
]);
