import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { startProcess } from '../../support/subject-process.ts';

/** A program that says more than a pipe holds, and ends with an error. */
const refusing = [
  '-e',
  'for (let i = 0; i < 9000; i += 1) console.error("refused " + i); process.exitCode = 1; setTimeout(() => {}, 50)',
];

describe('a program under test that ends instead of starting', () => {
  test('fails at once, with all it said', { timeout: 60_000 }, async () => {
    const started = startProcess({ program: process.execPath, args: refusing }, (log) =>
      log.line((line) => line.includes('listening'), 60_000),
    );

    await assert.rejects(started, /did not start: exit 1.*refused 8999/s);
  });

  test('does not keep the process of the test', { timeout: 60_000 }, async () => {
    const script = `
      import { startProcess } from '${new URL('../../support/subject-process.ts', import.meta.url).href}';
      const isReady = (log) => log.line((line) => line.includes('listening'), 60_000);
      await startProcess({ program: process.execPath, args: ['-e', 'process.exit(1)'] }, isReady).catch(() => {});
    `;
    const [code] = (await once(
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' }),
      'exit',
    )) as [number];

    assert.equal(code, 0);
  });

  test('lets nobody wait for what it can no longer say', { timeout: 60_000 }, async () => {
    const args = ['-e', 'console.log("listening"); setTimeout(() => {}, 50)'];
    const { log } = await startProcess({ program: process.execPath, args }, (said) =>
      said.line((line) => line.includes('listening')),
    );

    await assert.rejects(
      log.line((line) => line.includes('never'), 60_000),
      /it ended/,
    );
  });
});
