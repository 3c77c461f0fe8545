import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { DiskStore } from '../../../../node-adapter/cache/disk-store.ts';
import type { Kept } from '../../../../shared/cache/cache-store.ts';
import { collectBody } from '../../../../shared/http/collect-body.ts';
import { cacheStoreSuite, headOf } from '../../../support/cache-store-suite.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { until } from '../until.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-cache-'));
const open: DiskStore[] = [];
after(() => {
  for (const store of open) store.close();
  rmSync(folder, { recursive: true, force: true });
});

const newPath = (): string => mkdtempSync(join(folder, 'c-'));
const problems: string[] = [];

function storeAt(path: string, maxBytes = 50_000_000, lowBytes = maxBytes, platform = new FakePlatform()): DiskStore {
  const parts = { platform, report: (problem: string) => void problems.push(problem) };
  const store = new DiskStore({ path, shards: 4, maxBytes, lowBytes }, parts);
  open.push(store);
  return store;
}

async function keepBytes(store: DiskStore, key: string, bytes: number, tags: readonly string[] = []): Promise<void> {
  const writer = store.put(key, headOf(key, tags));
  for (let at = 0; at < bytes; at += 10_000) writer?.write(new Uint8Array(Math.min(10_000, bytes - at)).fill(at / 1e4));
  await writer?.commit();
}

async function bytesOf(found: Kept | undefined): Promise<Uint8Array | undefined> {
  return found?.kind === 'response' ? collectBody(found.body(), 100_000_000) : undefined;
}

/** What `keepBytes` keeps. */
function tenThousands(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, i) => new Uint8Array(10_000).fill(i));
}

/** The files of bodies. */
function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[0-9a-f]{32}$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

cacheStoreSuite('disk', () => storeAt(newPath(), 500_000));

describe('DiskStore', () => {
  test('gives back after a restart what was kept, large bodies and small ones', async () => {
    const path = newPath();
    const first = storeAt(path);
    for (const bytes of [0, 10, 40_000, 3_000_000]) await keepBytes(first, `k${bytes}`, bytes, ['tag']);
    first.close();

    const again = storeAt(path);
    for (const bytes of [0, 10, 40_000, 3_000_000]) {
      const body = await bytesOf(await again.get(`k${bytes}`));
      assert.equal(body?.length, bytes);
      assert.deepEqual([...new Set(body)].length, Math.min(256, Math.ceil(bytes / 10_000)));
    }
    assert.equal(await again.purge({ by: 'tag', tag: 'tag' }, 'delete'), 4);
    await until(() => filesIn(path).length === 0);
  });

  test('lets nobody else of the machine read what is kept', async () => {
    const path = newPath();
    await keepBytes(storeAt(path), 'a', 100_000);

    assert.equal(statSync(join(path, 'index.db')).mode & 0o077, 0);
    assert.deepEqual(
      filesIn(path).map((file) => statSync(file).mode & 0o077),
      [0],
    );
  });

  test('does not say that it purged while another process holds the index', async () => {
    const path = newPath();
    const store = storeAt(path);
    await keepBytes(store, 'a', 10);
    const other = new DatabaseSync(join(path, 'index.db'));
    other.exec('BEGIN IMMEDIATE');

    assert.equal(await store.purge({ by: 'all' }, 'delete'), undefined);

    other.exec('ROLLBACK');
    other.close();
    assert.equal(await store.purge({ by: 'all' }, 'delete'), 1);
  });

  test('finds nothing of what it could not purge, and purges it once it can', async () => {
    const path = newPath();
    const store = storeAt(path);
    for (const key of ['a', 'b']) await keepBytes(store, key, 10, [key]);
    const other = new DatabaseSync(join(path, 'index.db'));
    other.exec('BEGIN IMMEDIATE');
    assert.equal(await store.purge({ by: 'tag', tag: 'a' }, 'delete'), undefined);
    assert.equal(await store.get('a'), undefined);

    other.exec('ROLLBACK');
    other.close();
    await until(() => store.get('b') !== undefined);
    assert.equal(await store.get('a'), undefined);
    assert.equal(await storeAt(path).get('a'), undefined, 'nor after a restart');
  });

  test('is shared by several processes: what one keeps or purges, the others find or miss', async () => {
    const path = newPath();
    const [one, other] = [storeAt(path), storeAt(path)];
    await keepBytes(one, 'a', 100_000);

    assert.equal((await bytesOf(await other.get('a')))?.length, 100_000);
    await other.purge({ by: 'url', url: 'a' }, 'outdate');
    const found = await one.get('a');
    assert.equal(found?.kind === 'response' && found.isOutdated, true);
    other.delete('a');
    assert.equal(await one.get('a'), undefined);
  });

  test('never holds more than it may, on the disk too, and lets go what was not used for longest', async () => {
    const path = newPath();
    const platform = new FakePlatform();
    const store = storeAt(path, 2_000_000, 1_500_000, platform);
    const seed = Number(process.env['SEED'] ?? 3);
    const random = new SeededRandom(seed);
    for (let i = 0; i < 120; i += 1) {
      platform.time.jump(61_000);
      await keepBytes(store, `k${i}`, random.below(150_000));
      await store.get('k0');
      assert.ok(store.counts().bytes <= 2_000_000, `seed ${seed}, step ${i}`);
    }

    assert.notEqual(await store.get('k0'), undefined);
    assert.equal(await store.get('k1'), undefined);
    assert.ok(store.counts().evictions > 20);
    await until(() => filesIn(path).reduce((sum, file) => sum + statSync(file).size, 0) <= 2_000_000);
  });

  test('does not take what is larger than all of it, and leaves no file of it', async () => {
    const path = newPath();
    const store = storeAt(path, 200_000);
    await keepBytes(store, 'a', 300_000);

    assert.equal(await store.get('a'), undefined);
    await until(() => filesIn(path).length === 0);
  });

  test('keeps nothing that is purged while it is written', async () => {
    const path = newPath();
    const store = storeAt(path);
    const writer = store.put('a', headOf('a', ['t']))!;
    writer.write(new Uint8Array(100_000));
    const committed = writer.commit();
    await store.purge({ by: 'tag', tag: 't' }, 'delete');
    await committed;

    assert.equal(await store.get('a'), undefined);
    await until(() => filesIn(path).length === 0);
  });

  test('misses what was cut short or taken away by somebody else', async () => {
    const path = newPath();
    const store = storeAt(path);
    await keepBytes(store, 'a', 100_000);
    await keepBytes(store, 'b', 100_000);
    const [one, other] = filesIn(path);
    writeFileSync(one!, 'short');
    rmSync(other!);

    assert.deepEqual([await store.get('a'), await store.get('b'), store.counts().entries], [undefined, undefined, 0]);
  });

  test('gives the same bytes however often a file was read, and fails when it was cut meanwhile', async () => {
    const path = newPath();
    const store = storeAt(path);
    await keepBytes(store, 'a', 100_000);
    const found = await store.get('a');
    assert.equal(found?.kind, 'response');
    const cut = async () =>
      found?.kind === 'response' ? collectBody(found.body({ first: 9_999, last: 10_000 }), 9) : [];

    for (let times = 0; times < 3; times += 1) {
      assert.deepEqual(Buffer.from((await bytesOf(found))!), Buffer.concat(tenThousands(10)));
      assert.deepEqual([...(await cut())], [0, 1]);
    }

    truncateSync(filesIn(path)[0]!, 50_000);
    await assert.rejects(bytesOf(found), { detail: /shorter/ });
  });

  test('begins anew when its index is damaged, and says so', async () => {
    const path = newPath();
    writeFileSync(join(path, 'index.db'), 'nothing of the kind'.repeat(1000));
    const store = storeAt(path);

    await keepBytes(store, 'a', 10);

    assert.equal((await bytesOf(await store.get('a')))?.length, 10);
    assert.match(problems.join(), /damaged and begins anew/);
  });

  test('takes away bodies that nobody names, but nothing of others, and nothing that is being written', async () => {
    const path = newPath();
    mkdirSync(join(path, 'shard-00'));
    const names = ['0'.repeat(32), '1'.repeat(32), 'mine.txt'].map((name) => join(path, 'shard-00', name));
    for (const name of names) writeFileSync(name, 'x');
    const long = new Date(Date.now() - 3_600_000);
    utimesSync(names[0]!, long, long);
    utimesSync(names[2]!, long, long);

    await storeAt(path).get('a');

    await until(() => readdirSync(join(path, 'shard-00')).length === 2);
    assert.deepEqual(readdirSync(join(path, 'shard-00')).toSorted(), ['1'.repeat(32), 'mine.txt']);
  });

  test('finds nothing but what is whole after a process was killed while it wrote', { timeout: 240_000 }, async () => {
    const path = newPath();
    for (let round = 0; round < 2; round += 1) {
      await new Promise<void>((resolve) => {
        const child = execFile(process.execPath, [join(import.meta.dirname, 'keep-for-ever.ts'), path]);
        child.stdout!.once('data', () => setTimeout(() => child.kill('SIGKILL'), 150));
        child.once('exit', () => resolve());
      });
    }

    const store = storeAt(path);
    let whole = 0;
    for (let i = 0; i < 5000; i += 1) {
      const found = await store.get(`k${i}`);
      const body = await bytesOf(found);
      if (!body) continue;
      whole += 1;
      assert.equal(body.length, i * 1000);
      assert.deepEqual([...new Set(body)], body.length === 0 ? [] : [i % 256]);
    }
    assert.ok(whole > 0);
    assert.deepEqual(
      problems.filter((problem) => problem.includes(path)),
      [],
    );
  });
});
