import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryStore } from '../../../shared/cache/memory/memory-store.ts';
import { cacheStoreSuite, keep } from '../../support/cache-store-suite.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

cacheStoreSuite('memory', () => new MemoryStore({ maxBytes: 500_000, lowBytes: 500_000 }));

describe('MemoryStore', () => {
  test('never holds more than it may, whatever comes', () => {
    const seed = Number(process.env['SEED'] ?? 7);
    const random = new SeededRandom(seed);
    const store = new MemoryStore({ maxBytes: 50_000, lowBytes: 40_000 });
    for (let i = 0; i < 3000; i += 1) {
      const key = `k${random.below(200)}`;
      if (random.below(5) === 0) store.delete(key);
      else if (random.below(3) === 0) store.get(key);
      else void keep(store, key, 'x'.repeat(random.below(3000)));
      assert.ok(store.counts().bytes <= 50_000, `seed ${seed}, step ${i}`);
      assert.ok(store.counts().bytes >= 0);
    }
    store.close();
    assert.deepEqual([store.counts().bytes, store.counts().entries], [0, 0]);
  });

  test('does not take what is larger than all of it', () => {
    const store = new MemoryStore({ maxBytes: 1000, lowBytes: 1000 });
    void keep(store, 'a', 'x'.repeat(2000));

    assert.equal(store.get('a'), undefined);
    assert.deepEqual(store.counts().entries, 0);
  });
});

describe('what goes when there is no more room', () => {
  /** The share of requests that are hits, for addresses drawn by a law as of the web, with passing ones between. */
  function hitRate(entries: number, seed: number): { readonly sieve: number; readonly lru: number } {
    const random = new SeededRandom(seed);
    const perEntry = 600;
    const store = new MemoryStore({ maxBytes: entries * perEntry, lowBytes: entries * perEntry });
    const lru = new Map<string, true>();
    let hits = 0;
    let lruHits = 0;
    const requests = 30_000;
    for (let i = 0; i < requests; i += 1) {
      const isPassing = random.below(4) === 0;
      const key = isPassing
        ? `once${String(i).padStart(6, '0')}`
        : `k${Math.floor(5000 ** random.next())}`.padEnd(10, '.');
      if (store.get(key)) hits += 1;
      else void keep(store, key, '');
      if (lru.delete(key)) lruHits += 1;
      lru.set(key, true);
      if (lru.size > store.counts().entries) lru.delete(lru.keys().next().value!);
    }
    return { sieve: hits / requests, lru: lruHits / requests };
  }

  test('are things asked for once: more requests are hits than by the order of last use', (context) => {
    const seed = Number(process.env['SEED'] ?? 11);
    for (const entries of [100, 500]) {
      const { sieve, lru } = hitRate(entries, seed);
      context.diagnostic(
        `seed ${seed}, room for about ${entries}: ${(sieve * 100).toFixed(1)} %, by last use ${(lru * 100).toFixed(1)} %`,
      );

      assert.ok(sieve > lru + 0.02, `seed ${seed}: ${sieve} and ${lru}`);
    }
  });
});
