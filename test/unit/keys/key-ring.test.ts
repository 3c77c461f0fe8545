import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { KeyCache } from '../../../shared/keys/key-cache.ts';
import type { KeyRecord } from '../../../shared/keys/key-record.ts';
import { type KeyAnswer, KeyRing } from '../../../shared/keys/key-ring.ts';
import { MemoryKeyStore } from '../../../shared/keys/memory-key-store.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { keyRecord, secretNumber } from '../../support/virtual-keys.ts';

/** A store that tells how often it is asked, and answers later if it is told to. */
class AskedStore extends MemoryKeyStore {
  asked = 0;
  override find(hash: string): KeyRecord | undefined {
    this.asked += 1;
    return super.find(hash);
  }
}

describe('a ring of keys', () => {
  let time: FakeTime;
  let store: AskedStore;
  let cache: KeyCache;
  let ring: KeyRing;

  beforeEach(() => {
    time = new FakeTime();
    store = new AskedStore();
    cache = new KeyCache({ freshMs: 5_000, mostKeys: 2 }, time);
    ring = new KeyRing({ declared: [keyRecord(9)], store, cache, clock: time });
  });

  const identify = (number: number): KeyAnswer => ring.identify(secretNumber(number)) as KeyAnswer;
  const why = (answer: KeyAnswer) => (answer.kind === 'refused' ? answer.why : answer.key.id);

  test('asks nobody about what never was a key, nor about declared ones', () => {
    assert.equal(why(ring.identify('sk-sentinel-short') as KeyAnswer), 'mistyped');
    assert.equal(why(ring.identify(`${secretNumber(1).slice(0, -1)}!`) as KeyAnswer), 'mistyped');
    assert.equal(why(identify(9)), 'key_9');
    assert.equal(store.asked, 0);
  });

  test('asks once for as long as an answer is fresh, of keys there are and of others', () => {
    store.put(keyRecord(1));
    for (let i = 0; i < 3; i += 1) assert.deepEqual([why(identify(1)), why(identify(2))], ['key_1', 'unknown']);
    assert.equal(store.asked, 2);

    time.jump(5_000);
    identify(1);
    assert.equal(store.asked, 3);
  });

  test('goes on with the same key while nothing of it changes, and with another one after', () => {
    store.put(keyRecord(1));
    const keyOf = () => {
      const answer = identify(1);
      return answer.kind === 'known' ? answer.key : assert.fail(answer.why);
    };
    const first = keyOf();
    time.jump(5_000);
    const second = keyOf();
    store.put(keyRecord(1, { name: 'new' }, { version: 2 }));
    time.jump(5_000);

    assert.equal(second, first);
    assert.notEqual(keyOf(), first);
  });

  test('tells why a key is no good, by the time of each request', () => {
    const [secret] = keyRecord(1).secrets;
    const now = time.now();
    store.put(keyRecord(1, { expiresAt: now + 1_000 }));
    store.put(keyRecord(2, {}, { revokedAt: now }));
    const before = [why(identify(1)), why(identify(2))];
    time.jump(1_000);
    const after = why(identify(1));
    store.put(
      keyRecord(
        3,
        {},
        {
          secrets: [
            { hash: 'x', hint: '' },
            { ...keyRecord(3).secrets[0], until: time.now() + 10 },
          ],
        },
      ),
    );
    const inGrace = why(identify(3));
    time.jump(10);

    assert.deepEqual([...before, after], ['key_1', 'revoked', 'expired']);
    assert.deepEqual([inGrace, why(identify(3))], ['key_3', 'superseded']);
    assert.ok(secret.hash.length === 64);
  });

  test('remembers no more than it may, and lets no guess press a key out', () => {
    store.put(keyRecord(1));
    identify(1);
    for (let number = 100; number < 1_300; number += 1) identify(number);
    store.asked = 0;
    identify(1);
    assert.equal(store.asked, 0);

    for (const number of [2, 3]) store.put(keyRecord(number));
    for (const number of [2, 3, 1]) identify(number);
    assert.equal(store.asked, 3);
  });

  test('fails when the store does, rather than to let anybody in or to remember it', async () => {
    const failing = Object.assign(new MemoryKeyStore(), { find: () => Promise.reject(new Error('gone')) });
    const other = new KeyRing({ declared: [], store: failing, cache, clock: time });

    await assert.rejects(async () => other.identify(secretNumber(1)));
    store.put(keyRecord(1));
    assert.equal(why(identify(1)), 'key_1');
  });
});
