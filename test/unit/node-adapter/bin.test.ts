import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../node-adapter/bin.js', import.meta.url));

/** Runs the command as a Node of this version would see it. */
function asNode(version: string) {
  const versions = JSON.stringify({ ...process.versions, node: version });
  const preload = `Object.defineProperty(process, 'versions', { value: ${versions} })`;
  return spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(preload)}`, program, '--version'],
    {
      encoding: 'utf8',
    },
  );
}

describe('the command sentinel', () => {
  test('tells an old Node which one is needed', () => {
    for (const version of ['20.20.2', '22.18.0']) {
      const { status, stderr } = asNode(version);

      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`^sentinel: Node ${version} is too old: use 22\\.19 or newer`));
    }
  });

  test('runs on the oldest that is promised, and on newer ones', () => {
    for (const version of ['22.19.0', '24.0.0']) assert.match(asNode(version).stdout, /^sentinel \d+\.\d+/);
  });
});
