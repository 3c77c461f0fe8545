import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { DiskStore } from '../../../../node-adapter/cache/disk-store.ts';
import type { CacheStore, Purge } from '../../../../shared/cache/cache-store.ts';
import { HybridStore } from '../../../../shared/cache/hybrid-store.ts';
import { MemoryStore } from '../../../../shared/cache/memory/memory-store.ts';
import { collectBody } from '../../../../shared/http/collect-body.ts';
import { headOf } from '../../../support/cache-store-suite.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-shared-'));
const open: CacheStore[] = [];
after(async () => {
  for (const store of open) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const newPath = (): string => mkdtempSync(join(folder, 'c-'));
const platform = new FakePlatform();
let problems: string[] = [];

/** A store as another process would have it. */
const backends: Readonly<Record<'disk' | 'hybrid', (path: string) => CacheStore>> = {
  disk(path) {
    const parts = { platform, report: (problem: string) => void problems.push(problem) };
    const store = new DiskStore({ path, shards: 2, maxBytes: 50_000_000, lowBytes: 50_000_000 }, parts);
    open.push(store);
    return store;
  },
  hybrid: (path) => new HybridStore(new MemoryStore({ maxBytes: 1e6, lowBytes: 1e6 }), backends.disk(path)),
};

async function keep(store: CacheStore, key: string, body: string, head = headOf(key)): Promise<void> {
  const writer = store.put(key, head)!;
  writer.write(new TextEncoder().encode(body));
  await writer.commit();
}

async function stateOf(store: CacheStore, key: string): Promise<string> {
  const found = await store.get(key);
  if (found?.kind !== 'response') return found?.kind ?? 'nothing';
  const text = new TextDecoder().decode(await collectBody(found.body(), 1_000_000));
  return found.isOutdated ? `old ${text.slice(0, 9)}` : text.slice(0, 9);
}

const purges: readonly Purge[] = [
  { by: 'url', url: 'http://h/a' },
  { by: 'prefix', prefix: 'http://h/' },
  { by: 'tag', tag: 't' },
  { by: 'all' },
];

for (const [name, make] of Object.entries(backends)) {
  describe(`stores of kind ${name} on one folder`, () => {
    for (const what of purges) {
      test(`find nothing that another one has purged by ${what.by}, from the moment on in which it was`, async () => {
        const path = newPath();
        const [one, other] = [make(path), make(path)];
        for (const body of ['small', 'large'.repeat(10_000)]) {
          await keep(other, 'http://h/a', body, headOf('http://h/a', ['t']));
          // Twice, so that it is as near as it gets.
          for (const store of [one, other, one, other]) await stateOf(store, 'http://h/a');

          await one.purge(what, 'outdate');
          assert.match(await stateOf(other, 'http://h/a'), /^old (?:small|large)/);
          await one.purge(what, 'delete');
          assert.deepEqual([await stateOf(other, 'http://h/a'), await stateOf(one, 'http://h/a')], nothing);
        }
      });
    }

    test('keep nothing that another one purged while it was fetched', async () => {
      const path = newPath();
      const [one, other] = [make(path), make(path)];
      await stateOf(other, 'a');
      const writer = other.put('a', headOf('a', ['t']))!;
      writer.write(new Uint8Array(10));

      await one.purge({ by: 'tag', tag: 't' }, 'delete');
      await writer.commit();

      assert.deepEqual([await stateOf(other, 'a'), await stateOf(one, 'a')], nothing);
    });

    test('tell of purges of others before they find anything after them', async () => {
      const path = newPath();
      const [one, other] = [make(path), make(path)];
      await stateOf(other, 'a');
      const told: string[] = [];
      other.onPurged = (what, how) => void told.push(`${what.by} ${how}`);

      await one.purge({ by: 'url', url: 'a' }, 'outdate');
      await one.purge({ by: 'all' }, 'delete');
      await stateOf(other, 'b');

      assert.deepEqual(told, ['url outdate', 'all delete']);
    });

    test('have purged all of many entries by the time they say so', async () => {
      const path = newPath();
      const [one, other] = [make(path), make(path)];
      const keys = Array.from({ length: 1_100 }, (_, i) => `k${i}`);
      for (const key of keys) await keep(other, key, 'x', headOf(key, ['t']));
      const asked = one.purge({ by: 'tag', tag: 't' }, 'delete');
      for (const key of keys.slice(0, 20)) await stateOf(other, key);

      assert.equal(await asked, 1_100);

      const left = await Promise.all(keys.map((key) => stateOf(other, key)));
      assert.deepEqual(new Set(left), new Set(['nothing']));
    });

    test('answer with nothing from before more purges than are remembered', async () => {
      const path = newPath();
      const [one, other] = [make(path), make(path)];
      await keep(other, 'a', 'old');
      await stateOf(other, 'a');
      await one.purge({ by: 'url', url: 'a' }, 'delete');

      for (let i = 0; i < 1_100; i += 1) await one.purge({ by: 'url', url: `other ${i}` }, 'delete');

      assert.equal(await stateOf(other, 'a'), 'nothing');
    });

    test('begin anew when the folder was taken away, and say so once', async () => {
      problems = [];
      const path = newPath();
      const [one, other] = [make(path), make(path)];
      await keep(one, 'a', 'old');
      for (const store of [one, other]) assert.equal(await stateOf(store, 'a'), 'old');

      rmSync(path, { recursive: true });
      platform.time.jump(1_001);

      assert.deepEqual([await stateOf(one, 'a'), await stateOf(other, 'a')], nothing);
      await keep(one, 'a', 'new'.repeat(20_000));
      assert.equal(await stateOf(other, 'a'), 'newnewnew');
      assert.ok(existsSync(join(path, 'index.db')));
      const told = problems.filter((problem) => problem.includes(path));
      assert.equal(told.length, 2, 'once by each of the two');
      assert.match(told[0]!, /was taken away and begins anew/);
    });
  });
}

const nothing = ['nothing', 'nothing'];

describe('stores on disk on one folder', () => {
  test('find what another one has put in the place of what they had, or made fresh', async () => {
    const path = newPath();
    const [one, other] = [backends.disk(path), backends.disk(path)];
    await keep(one, 'a', 'first');
    for (let i = 0; i < 3; i += 1) assert.equal(await stateOf(other, 'a'), 'first');

    await keep(one, 'a', 'second', headOf('a', [], '2'));
    assert.equal(await stateOf(other, 'a'), 'second');
    await one.renew('a', '2', { ...headOf('a', [], '2'), status: 203 });

    const found = await other.get('a');
    assert.equal(found?.kind === 'response' && found.head.status, 203);
  });
});
