import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CacheStore, Kept } from '../../../shared/cache/cache-store.ts';
import type { EntryHead } from '../../../shared/cache/entry.ts';
import { MemoryStore } from '../../../shared/cache/memory/memory-store.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { SeededRandom } from '../../support/seeded-random.ts';
import { RecordingSink } from '../http/recording-sink.ts';

const terms: EntryHead['terms'] = {
  ...{ lifetimeMs: 60_000, by: 'origin', initialAgeMs: 0, alwaysValidate: false, mustRevalidate: false },
  ...{ whileRevalidateMs: 0, ifErrorMs: 0, isImmutable: false },
};

function headOf(url: string, tags: readonly string[] = [], id = '1'): EntryHead {
  return { id, status: 200, fields: ['etag', '"a"'], requestAt: 0, responseAt: 0, terms, url, tags };
}

function keep(store: CacheStore, key: string, body: string, head = headOf(key)): void {
  const writer = store.put(key, head);
  for (const piece of body.match(/.{1,3}/gs) ?? []) writer?.write(new TextEncoder().encode(piece));
  void writer?.commit();
}

async function textOf(kept: Kept | undefined | Promise<Kept | undefined>): Promise<string | undefined> {
  const found = await kept;
  if (found?.kind !== 'response') return undefined;
  return new TextDecoder().decode(await collectBody(found.body(), 1000));
}

describe('MemoryStore', () => {
  const room = { maxBytes: 100_000, lowBytes: 100_000 };

  test('gives back what was kept, to many at once and at their pace', async () => {
    const store = new MemoryStore(room);
    keep(store, 'a', '0123456789');
    const found = store.get('a');
    assert.equal(found?.kind, 'response');
    const slow = new RecordingSink();
    slow.takes = false;
    const body = found.kind === 'response' ? found.body() : undefined;

    body!.start(slow);

    assert.equal(await textOf(store.get('a')), '0123456789');
    assert.deepEqual(slow.events, ['write:0123456789', 'end']);
  });

  test('cuts ranges out of pieces', async () => {
    const store = new MemoryStore({ maxBytes: 10_000_000, lowBytes: 10_000_000 });
    const writer = store.put('a', headOf('a'))!;
    const pieces = ['a', 'b', 'c'].map((letter) => new TextEncoder().encode(letter.repeat(10_000)));
    for (const piece of pieces) writer.write(piece);
    await writer.commit();
    const found = store.get('a');
    if (found?.kind !== 'response') throw new Error('nothing is kept');

    const cut = await collectBody(found.body({ first: 9_999, last: 20_000 }), 100_000);

    assert.equal(new TextDecoder().decode(cut), `a${'b'.repeat(10_000)}c`);
    assert.equal((await collectBody(found.body({ first: 29_999, last: 29_999 }), 10)).length, 1);
  });

  test('shows nothing of what is not whole, and nothing of what was broken off', () => {
    const store = new MemoryStore(room);
    const writer = store.put('a', headOf('a'))!;
    writer.write(new Uint8Array(5));
    assert.equal(store.get('a'), undefined);
    writer.abort();

    assert.equal(store.get('a'), undefined);
    assert.equal(store.counts().bytes, 0);
  });

  test('lets those read to the end who found what is deleted meanwhile', async () => {
    const store = new MemoryStore(room);
    keep(store, 'a', 'text');
    const found = store.get('a');
    store.delete('a');

    assert.equal(store.get('a'), undefined);
    assert.equal(await textOf(found), 'text');
  });

  test('renews the head of the same entry alone', () => {
    const store = new MemoryStore(room);
    keep(store, 'a', 'text');
    store.renew('a', 'other', headOf('a', [], 'other'));
    store.purge({ by: 'all' }, 'outdate');
    store.renew('a', '1', { ...headOf('a'), status: 203 });

    const found = store.get('a');
    assert.deepEqual(found?.kind === 'response' && [found.head.status, found.isOutdated, found.length], [
      203,
      false,
      4,
    ]);
  });

  test('purges by address, prefix and tag, and counts', () => {
    const store = new MemoryStore(room);
    const all = ['http://h/a', 'http://h/a/b', 'http://h/c'];
    const fill = () => {
      for (const url of all) keep(store, url, 'x', headOf(url, [url.at(-1)!, 'all']));
    };
    const left = () => all.filter((key) => store.get(key) !== undefined).length;
    fill();
    assert.deepEqual([store.purge({ by: 'url', url: 'http://h/a' }, 'delete'), left()], [1, 2]);
    fill();
    assert.deepEqual([store.purge({ by: 'prefix', prefix: 'http://h/a' }, 'delete'), left()], [2, 1]);
    fill();
    assert.deepEqual([store.purge({ by: 'tag', tag: 'b' }, 'delete'), left()], [1, 2]);
    fill();
    assert.deepEqual([store.purge({ by: 'tag', tag: 'all' }, 'outdate'), left()], [3, 3]);
    const found = store.get('http://h/c');
    assert.equal(found?.kind === 'response' && found.isOutdated, true);
    assert.deepEqual([store.purge({ by: 'all' }, 'delete'), left(), store.counts().bytes], [3, 0, 0]);
  });

  test('never holds more than it may, whatever comes', () => {
    const seed = Number(process.env['SEED'] ?? 7);
    const random = new SeededRandom(seed);
    const store = new MemoryStore({ maxBytes: 50_000, lowBytes: 40_000 });
    for (let i = 0; i < 3000; i += 1) {
      const key = `k${random.below(200)}`;
      if (random.below(5) === 0) store.delete(key);
      else if (random.below(3) === 0) store.get(key);
      else keep(store, key, 'x'.repeat(random.below(3000)));
      assert.ok(store.counts().bytes <= 50_000, `seed ${seed}, step ${i}`);
      assert.ok(store.counts().bytes >= 0);
    }
    store.close();
    assert.deepEqual([store.counts().bytes, store.counts().entries], [0, 0]);
  });

  test('does not take what is larger than all of it', () => {
    const store = new MemoryStore({ maxBytes: 1000, lowBytes: 1000 });
    keep(store, 'a', 'x'.repeat(2000));

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
      else keep(store, key, '');
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
