import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CacheStore, Kept } from '../../../shared/cache/cache-store.ts';
import { HybridStore } from '../../../shared/cache/hybrid-store.ts';
import { MemoryStore } from '../../../shared/cache/memory/memory-store.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { cacheStoreSuite, headOf, keep } from '../../support/cache-store-suite.ts';

const large = () => new MemoryStore({ maxBytes: 500_000, lowBytes: 500_000 });
const small = () => new MemoryStore({ maxBytes: 20_000, lowBytes: 20_000 });

cacheStoreSuite('hybrid', () => new HybridStore(large(), large()));

async function textOf(found: Kept | undefined): Promise<string | undefined> {
  if (found?.kind !== 'response') return undefined;
  return new TextDecoder().decode(await collectBody(found.body(), 100_000));
}

/** The same store, whose answers come later. */
function late(store: CacheStore, when: Promise<void>): CacheStore {
  return {
    name: 'late',
    get(key) {
      const found = store.get(key);
      return when.then(() => found);
    },
    put: (key, head) => store.put(key, head),
    mark: (key, marker) => store.mark(key, marker),
    renew: (key, id, head) => store.renew(key, id, head),
    delete: (key) => store.delete(key),
    purge: (what, how) => store.purge(what, how),
    counts: () => store.counts(),
    close: () => store.close(),
  };
}

describe('HybridStore', () => {
  test('gives back what the fast store let go, and keeps it there again', async () => {
    const [fast, far] = [small(), large()];
    const store = new HybridStore(fast, far);
    await keep(store, 'a', 'x'.repeat(100));
    fast.delete('a');

    assert.equal((await textOf(await store.get('a')))?.length, 100);
    assert.equal((await textOf(await store.get('a')))?.length, 100);

    assert.deepEqual(store.counts().tiers, { memoryHits: 1, diskHits: 1 });
    assert.equal(fast.counts().entries, 1);
  });

  test('is not answered by an old response when the new one is too large for the fast store', async () => {
    const store = new HybridStore(small(), large());
    await keep(store, 'a', 'old');
    const writer = store.put('a', headOf('a', [], '2'))!;
    writer.write(new TextEncoder().encode('new'.repeat(10_000)));
    await writer.commit();

    assert.equal((await textOf(await store.get('a')))?.slice(0, 6), 'newnew');
  });

  test('leaves large responses to the large store', async () => {
    const [fast, far] = [small(), large()];
    const store = new HybridStore(fast, far);
    await keep(far, 'a', 'x'.repeat(10_000));

    assert.equal((await textOf(await store.get('a')))?.length, 10_000);
    assert.equal(fast.counts().entries, 0);
  });

  test('lets nothing rise that is purged meanwhile', async () => {
    const far = large();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const store = new HybridStore(small(), late(far, released));
    await keep(far, 'a', 'x');

    const asked = store.get('a');
    const purged = store.purge({ by: 'all' }, 'delete');
    release();
    await Promise.all([asked, purged]);

    assert.equal(await store.get('a'), undefined);
  });

  test('does not keep what is out of date in the fast store', async () => {
    const [fast, far] = [small(), large()];
    const store = new HybridStore(fast, far);
    await keep(far, 'a', 'x');
    far.purge({ by: 'all' }, 'outdate');

    const found = await store.get('a');

    assert.equal(found?.kind === 'response' && found.isOutdated, true);
    assert.equal(fast.counts().entries, 0);
  });
});
