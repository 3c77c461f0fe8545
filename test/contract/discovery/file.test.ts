import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { watchedFiles } from '../../../node-adapter/discovery/watched-files.ts';
import { fileSource } from '../../../shared/upstream/discovery/file-source.ts';
import { DiscoveryAtWork, until } from '../../support/discovery-at-work.ts';

let folder = '';
let discovery: DiscoveryAtWork | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-targets-'));
});

afterEach(() => {
  discovery?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function discover(name: string): DiscoveryAtWork {
  const options = { path: join(folder, name), intervalMs: 60_000 };
  discovery = new DiscoveryAtWork((platform) => fileSource(options, platform, watchedFiles));
  return discovery;
}

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const sees = (...targets: readonly string[]) =>
  until(
    () => JSON.stringify(discovery?.targets) === JSON.stringify(targets),
    () => [discovery?.targets, discovery?.changes],
  );

describe('discovery by a file', () => {
  test('takes a target from each line', async () => {
    write('targets', '# ours\n10.0.0.1:80\n\n[fd00::1]:81 weight=3 zone=b # spare\r\n');
    discover('targets');

    await sees('10.0.0.1:80 1 -', '[fd00::1]:81 3 b');
  });

  test('takes a list in JSON', async () => {
    write('targets.json', '{ "targets": ["10.0.0.1:80", { "address": "b.test:81", "weight": 2, "zone": "b" }] }');
    discover('targets.json');

    await sees('10.0.0.1:80 1 -', 'b.test:81 2 b');
  });

  test('is read again when it is written to, or another takes its place', async () => {
    write('targets', '10.0.0.1:80\n');
    discover('targets');
    await sees('10.0.0.1:80 1 -');
    write('targets', '10.0.0.2:80\n');
    await sees('10.0.0.2:80 1 -');
    write('other', '10.0.0.3:80\n');
    renameSync(join(folder, 'other'), join(folder, 'targets'));

    await sees('10.0.0.3:80 1 -');
  });

  test('is not used in part: a line that is no target keeps those known', async () => {
    write('targets', '10.0.0.1:80\n');
    const { changes, upstream } = discover('targets');
    await sees('10.0.0.1:80 1 -');
    write('targets', '10.0.0.2:80\nhttp://nonsense\n');
    await until(() => changes.length === 2);

    assert.deepEqual(discovery?.targets, ['10.0.0.1:80 1 -']);
    assert.match(changes[1]?.reason ?? '', /line 2 is no target/);
    assert.equal(upstream.discovery?.state, 'failing');
  });

  test('keeps those known when it is taken away, and goes on when it is back', async () => {
    write('targets', '10.0.0.1:80\n');
    const { changes } = discover('targets');
    await sees('10.0.0.1:80 1 -');
    rmSync(join(folder, 'targets'));
    await until(() => changes.length === 2);
    const during = discovery?.targets;
    write('targets', '10.0.0.2:80\n');
    await sees('10.0.0.2:80 1 -');

    assert.deepEqual(during, ['10.0.0.1:80 1 -']);
    assert.match(changes[1]?.reason ?? '', /cannot be read \(ENOENT\)/);
  });
});
