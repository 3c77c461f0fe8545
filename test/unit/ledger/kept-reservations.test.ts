import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReservationPage } from '../../../shared/ledger/book-store.ts';
import { KeptReservations } from '../../../shared/ledger/kept-reservations.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const seed = testSeed();
const entries = [{ key: 'key', kind: 'fixed-window', amount: 1, mark: 0 }];

test(`what is held is known until it is settled, dropped or expired, in any order (SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  const kept = new KeptReservations(200);
  const held = new Map<string, number>();
  for (let now = 0; now < 20_000; now += 1) {
    for (const id of kept.expired(now, 5)) {
      assert.ok(held.get(id)! <= now, `${id} at ${now}`);
      kept.drop(id);
      held.delete(id);
    }
    const id = `r${random.below(300)}`;
    const isHeld = held.has(id);
    assert.equal(kept.get(id)?.isSettled === false, isHeld, `${id} at ${now}`);
    const step = random.below(3);
    if (step === 0 && held.size < 200) {
      const expiresAt = now + 1 + random.below(500);
      kept.put(id, page(expiresAt));
      held.set(id, expiresAt);
    } else if (step === 1 && isHeld) {
      kept.put(id, { ...page(held.get(id)!), isSettled: true, entries: [] });
      assert.deepEqual([kept.get(id)?.isSettled, kept.get(id)?.entries], [true, []]);
      held.delete(id);
    } else if (step === 2) {
      kept.drop(id);
      assert.equal(kept.get(id), undefined);
      held.delete(id);
    }
  }
  assert.ok([...held.keys()].every((id) => kept.get(id)?.isSettled === false));
});

test('the last that were settled are remembered until their time, the first of them goes first', () => {
  const kept = new KeptReservations(1000);
  for (let i = 0; i < 500; i += 1) {
    kept.put(`r${i}`, page(10));
    kept.put(`r${i}`, { ...page(10), isSettled: true, entries: [] });
  }

  const remembered = Array.from({ length: 500 }, (_, i) => i).filter((i) => kept.get(`r${i}`) !== undefined);

  assert.equal(remembered.at(-1), 499);
  assert.equal(remembered[0], 500 - remembered.length);
  for (let i = 0; i < remembered.length; i += 1) kept.expired(10, 5);
  assert.equal(kept.size, 0);
});

test('one that is made anew under the id of another is not ended by the end of that', () => {
  const kept = new KeptReservations(10);
  kept.put('r', page(5));
  kept.put('r', page(50));

  assert.deepEqual(kept.expired(10, 5), []);
  assert.deepEqual(kept.expired(50, 5), ['r']);
});

function page(expiresAt: number): ReservationPage {
  return { expiresAt, atExpiry: 'spend', isSettled: false, entries };
}
