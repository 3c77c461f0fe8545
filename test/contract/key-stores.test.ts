import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { SqliteKeyStore } from '../../node-adapter/keys/sqlite-key-store.ts';
import { hashOf } from '../../shared/keys/key-secret.ts';
import type { KeyStore } from '../../shared/keys/key-store.ts';
import { MemoryKeyStore } from '../../shared/keys/memory-key-store.ts';
import { KeysObject } from '../../worker/cloudflare/keys/keys-object.ts';
import { ObjectKeyStore } from '../../worker/cloudflare/keys/object-key-store.ts';
import { FakeObjectStorage } from '../support/fake-object-storage.ts';
import { FakeTime } from '../support/fake-time.ts';
import { keyRecord, secretNumber } from '../support/virtual-keys.ts';

interface Row {
  readonly name: string;
  /** Two instances that share what is kept, where that is possible. */
  open(): { readonly stores: readonly KeyStore[]; remove(): void };
}

const rows: readonly Row[] = [
  { name: 'memory', open: () => ({ stores: [new MemoryKeyStore()], remove() {} }) },
  {
    name: 'sqlite',
    open() {
      const folder = mkdtempSync(join(tmpdir(), 'sentinel-keys-'));
      const path = join(folder, 'keys.db');
      return {
        stores: [new SqliteKeyStore(path), new SqliteKeyStore(path)],
        remove: () => rmSync(folder, { recursive: true }),
      };
    },
  },
  {
    name: 'durable object',
    open() {
      const object = new KeysObject({ storage: new FakeObjectStorage() });
      const fetch = (url: string, init: RequestInit) => object.fetch(new Request(url, init));
      const namespace = { idFromName: (name: string) => name, get: () => ({ fetch }) };
      const made = () => new ObjectKeyStore(namespace, new FakeTime());
      return { stores: [made(), made()], remove() {} };
    },
  },
];

const hash = (number: number): string => hashOf(secretNumber(number));

for (const { name, open } of rows) {
  describe(`keys in ${name}`, () => {
    let opened: ReturnType<Row['open']>;
    let store: KeyStore;
    let other: KeyStore;

    beforeEach(() => {
      opened = open();
      store = opened.stores[0]!;
      other = opened.stores.at(-1)!;
    });

    afterEach(async () => {
      for (const each of opened.stores) await each.close();
      opened.remove();
    });

    test('are found by their hash and by their id, by every instance', async () => {
      const record = keyRecord(1, { models: ['gpt-*'], metadata: { team: 'a' }, expiresAt: 5 });
      await store.put(record);

      assert.deepEqual(JSON.parse(JSON.stringify(await other.find(hash(1)))), JSON.parse(JSON.stringify(record)));
      assert.deepEqual((await other.get('key_1'))?.settings.models, ['gpt-*']);
      assert.equal(await other.find(hash(2)), undefined);
      assert.equal(await other.get('key_2'), undefined);
    });

    test('are kept once: of two changes of one version the second is told so', async () => {
      await store.put(keyRecord(1));
      const second = await other.put(keyRecord(1));
      const changed = await store.put(keyRecord(1, { name: 'new' }, { version: 2 }));
      const late = await other.put(keyRecord(1, { name: 'late' }, { version: 2 }));

      assert.deepEqual([second, changed, late], ['changed', 'kept', 'changed']);
      assert.equal((await other.get('key_1'))?.settings.name, 'new');
    });

    test('are found by the secrets they have, and by none they had', async () => {
      await store.put(keyRecord(1));
      const [first] = keyRecord(1).secrets;
      const [next] = keyRecord(2).secrets;
      await store.put(keyRecord(1, {}, { version: 2, secrets: [next, first] }));
      const inGrace = await other.find(hash(1));
      await store.put(keyRecord(1, {}, { version: 3, secrets: [next] }));

      assert.equal(inGrace?.id, 'key_1');
      assert.equal(await other.find(hash(1)), undefined);
      assert.equal((await other.find(hash(2)))?.id, 'key_1');
    });

    test('are listed page by page, in the order of their ids', async () => {
      for (const number of [3, 1, 5, 2, 4]) await store.put(keyRecord(number));
      const first = await other.list({ limit: 2 });
      const second = await other.list({ after: first.at(-1)!.id, limit: 10 });

      assert.deepEqual(
        [...first, ...second].map(({ id }) => id),
        ['key_1', 'key_2', 'key_3', 'key_4', 'key_5'],
      );
    });

    test('are forgotten with all their secrets, and may come again', async () => {
      await store.put(keyRecord(1));
      await store.drop('key_1');
      await store.drop('key_1');

      assert.equal(await other.find(hash(1)), undefined);
      assert.deepEqual(await other.list({ limit: 9 }), []);
      assert.equal(await store.put(keyRecord(1)), 'kept');
    });

    test('are there again after the store was closed', async () => {
      await store.put(keyRecord(1));
      await store.close();

      assert.equal((await store.find(hash(1)))?.id, 'key_1');
    });
  });
}

describe('a store of keys that fails', () => {
  test('says so, whichever it is', async () => {
    const file = new SqliteKeyStore('/nowhere/at/all/keys.db');
    const stub = { fetch: async () => new Response('', { status: 500 }) };
    const namespace = { idFromName: (name: string) => name, get: () => stub };
    const object = new ObjectKeyStore(namespace, new FakeTime());

    assert.throws(() => file.find('x'), { code: 'keys_unavailable' });
    await assert.rejects(object.find('x'), { code: 'keys_unavailable' });
  });
});
