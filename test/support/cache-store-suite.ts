import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { CacheStore, Kept, Purge } from '../../shared/cache/cache-store.ts';
import type { EntryHead } from '../../shared/cache/entry.ts';
import { collectBody } from '../../shared/http/collect-body.ts';
import { RecordingSink } from '../unit/http/recording-sink.ts';

const terms: EntryHead['terms'] = {
  ...{ lifetimeMs: 60_000, by: 'origin', initialAgeMs: 0, alwaysValidate: false, mustRevalidate: false },
  ...{ whileRevalidateMs: 0, ifErrorMs: 0, isImmutable: false },
};

/** The head of an entry for tests. */
export function headOf(url: string, tags: readonly string[] = [], id = '1'): EntryHead {
  return { id, status: 200, fields: ['etag', '"a"'], requestAt: 0, responseAt: 0, terms, url, tags };
}

/** Keeps a text in pieces of three letters. */
export async function keep(store: CacheStore, key: string, body: string, head = headOf(key)): Promise<void> {
  const writer = store.put(key, head);
  for (const piece of body.match(/.{1,3}/gs) ?? []) writer?.write(new TextEncoder().encode(piece));
  await writer?.commit();
}

async function textOf(found: Kept | undefined): Promise<string | undefined> {
  if (found?.kind !== 'response') return undefined;
  return new TextDecoder().decode(await collectBody(found.body(), 1000));
}

/** What every store of the cache must do. `makeStore` makes an empty one with room for some hundred kilobytes. */
export function cacheStoreSuite(name: string, makeStore: () => CacheStore | Promise<CacheStore>): void {
  describe(`the store ${name}`, () => {
    const made: CacheStore[] = [];
    const make = async (): Promise<CacheStore> => {
      const store = await makeStore();
      made.push(store);
      return store;
    };

    after(async () => {
      for (const store of made) await store.close();
    });

    test('gives back what was kept, to many at once and at their pace', async () => {
      const store = await make();
      await keep(store, 'a', '0123456789');
      const found = await store.get('a');
      assert.equal(found?.kind, 'response');
      const slow = new RecordingSink();
      slow.takes = false;
      const body = found.kind === 'response' ? found.body() : undefined;

      body!.start(slow);
      body!.resume();

      assert.equal(await textOf(await store.get('a')), '0123456789');
      assert.deepEqual(slow.events, ['write:0123456789', 'end']);
    });

    test('cuts ranges out of pieces', async () => {
      const store = await make();
      const writer = store.put('a', headOf('a'))!;
      const pieces = ['a', 'b', 'c'].map((letter) => new TextEncoder().encode(letter.repeat(10_000)));
      for (const piece of pieces) writer.write(piece);
      await writer.commit();
      const found = await store.get('a');
      if (found?.kind !== 'response') throw new Error('nothing is kept');

      const cut = await collectBody(found.body({ first: 9_999, last: 20_000 }), 100_000);

      assert.equal(new TextDecoder().decode(cut), `a${'b'.repeat(10_000)}c`);
      assert.equal((await collectBody(found.body({ first: 29_999, last: 29_999 }), 10)).length, 1);
    });

    test('shows nothing of what is not whole, and nothing of what was broken off', async () => {
      const store = await make();
      const writer = store.put('a', headOf('a'))!;
      writer.write(new Uint8Array(5));
      assert.equal(await store.get('a'), undefined);
      writer.abort();

      assert.equal(await store.get('a'), undefined);
      assert.equal(store.counts().bytes, 0);
    });

    test('lets those read to the end who found what is deleted meanwhile', async () => {
      const store = await make();
      await keep(store, 'a', 'text');
      const found = await store.get('a');
      await store.delete('a');

      assert.equal(await store.get('a'), undefined);
      assert.equal(await textOf(found), 'text');
    });

    test('renews the head of the same entry alone', async () => {
      const store = await make();
      await keep(store, 'a', 'text');
      await store.renew('a', 'other', headOf('a', [], 'other'));
      await store.purge({ by: 'all' }, 'outdate');
      await store.renew('a', '1', { ...headOf('a'), status: 203 });

      const found = await store.get('a');
      assert.deepEqual(found?.kind === 'response' && [found.head.status, found.isOutdated, found.length], [
        203,
        false,
        4,
      ]);
    });

    test('purges by address, prefix and tag, and counts', async () => {
      const store = await make();
      const all = ['http://h/a', 'http://h/a/b', 'http://h/c'];
      const left = async () => (await Promise.all(all.map((key) => store.get(key)))).filter(Boolean).length;
      const purges = async (what: Purge, how: 'delete' | 'outdate'): Promise<readonly (number | undefined)[]> => {
        for (const url of all) await keep(store, url, 'x', headOf(url, [url.at(-1)!, 'all']));
        return [await store.purge(what, how), await left()];
      };

      assert.deepEqual(await purges({ by: 'url', url: 'http://h/a' }, 'delete'), [1, 2]);
      assert.deepEqual(await purges({ by: 'prefix', prefix: 'http://h/a' }, 'delete'), [2, 1]);
      assert.deepEqual(await purges({ by: 'tag', tag: 'b' }, 'delete'), [1, 2]);
      assert.deepEqual(await purges({ by: 'tag', tag: 'all' }, 'outdate'), [3, 3]);
      const found = await store.get('http://h/c');
      assert.equal(found?.kind === 'response' && found.isOutdated, true);
      assert.deepEqual(await purges({ by: 'all' }, 'delete'), [3, 0]);
    });

    test('tells variants apart by a marker, which goes with the address', async () => {
      const store = await make();
      const marker = { names: ['accept-encoding'], url: 'http://h/a' };
      await store.mark('a', marker);
      assert.deepEqual(await store.get('a'), { kind: 'marker', marker });

      await store.purge({ by: 'url', url: 'http://h/a' }, 'delete');
      assert.equal(await store.get('a'), undefined);
    });

    test('puts a response in the place of another', async () => {
      const store = await make();
      await keep(store, 'a', 'one', headOf('a', ['first'], '1'));
      await keep(store, 'a', 'two', headOf('a', ['second'], '2'));

      assert.equal(await textOf(await store.get('a')), 'two');
      assert.equal(await store.purge({ by: 'tag', tag: 'first' }, 'delete'), 0);
    });

    test('keeps a response without a body', async () => {
      const store = await make();
      await keep(store, 'a', '');

      const found = await store.get('a');
      assert.deepEqual(found?.kind === 'response' && [found.length, await textOf(found)], [0, '']);
    });
  });
}
