import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Book } from '../../../shared/ledger/book.ts';
import type { Claim } from '../../../shared/ledger/ledger.ts';
import { type MemoryBounds, MemoryStore } from '../../../shared/ledger/memory-store.ts';
import type { FixedWindow } from '../../../shared/ledger/rule.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const MINUTE_MS = 60_000;
const rule: FixedWindow = { kind: 'fixed-window', limit: 5, windowMs: MINUTE_MS };
const seed = testSeed();

test('an attacker who spins keys resets no limit, not even its own', () => {
  const { ledger, store } = stage({ maxCounters: 100 });
  const usedUp = claim('used-up', 5);
  ledger.spend([usedUp]);

  for (let i = 0; i < 10_000; i += 1) ledger.spend([claim(`spun ${i}`)]);

  assert.equal(store.sizes().counters, 100);
  assert.equal(ledger.spend([claim('used-up')]).granted, false);
  for (let i = 0; i < 99; i += 1) assert.equal(ledger.read([claim(`spun ${i}`)])[0]?.remaining, 4);
});

test('when all counters are in use new keys are refused until one is idle, and known ones go on', () => {
  const { ledger, clock } = stage({ maxCounters: 100 });
  for (let i = 0; i < 100; i += 1) ledger.spend([claim(`known ${i}`)]);

  const refused = ledger.spend([claim('new')]);
  const known = ledger.spend([claim('known 50')]);
  clock.advance(refused.retryAfterMs);
  const later = ledger.spend([claim('new')]);

  assert.deepEqual([refused.granted, refused.refused, known.granted, later.granted], [false, 0, true, true]);
  assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= MINUTE_MS);
});

test('a claim that is not enforced is never refused, also when it cannot be counted', () => {
  const { ledger, store } = stage({ maxCounters: 1 });
  ledger.spend([claim('known')]);

  const verdict = ledger.spend([{ ...claim('new'), enforce: false }]);

  assert.equal(verdict.granted, true);
  assert.equal(store.sizes().counters, 1);
});

test('idle counters leave as others come, so that memory follows what is in use', () => {
  const { ledger, store, clock } = stage({ maxCounters: 100_000 });
  for (let i = 0; i < 5000; i += 1) ledger.spend([claim(`early ${i}`)]);
  clock.advance(MINUTE_MS);

  for (let i = 0; i < 5000; i += 1) ledger.spend([claim(`late ${i}`)]);

  assert.ok(store.sizes().counters < 6000, `${store.sizes().counters} counters`);
});

test('refused claims leave nothing behind', () => {
  const { ledger, store } = stage({});

  for (let i = 0; i < 100; i += 1) ledger.spend([claim(`too much ${i}`, 6)]);

  assert.equal(store.sizes().counters, 0);
});

test(`a full ledger never lets a key have more than its limit (SEED=${seed})`, () => {
  const random = new SeededRandom(seed);
  const { ledger, clock, store } = stage({ maxCounters: 20 });
  const spent = new Map<string, number>();
  for (let i = 0; i < 20_000; i += 1) {
    if (random.below(500) === 0) {
      clock.advance(random.below(MINUTE_MS));
    }
    const window = Math.floor(clock.now() / MINUTE_MS);
    const claims = [...new Set([random.below(60), random.below(60), random.below(60)])].map((key) => claim(`k${key}`));
    if (!ledger.spend(claims).granted) continue;
    for (const { key } of claims) spent.set(`${window} ${key}`, (spent.get(`${window} ${key}`) ?? 0) + 1);
  }

  assert.ok(Math.max(...spent.values()) === 5);
  assert.ok(store.sizes().counters <= 20 + 3);
});

test('a reservation more than can be held is a fault, and takes nothing', () => {
  const { ledger } = stage({ maxReservations: 2 });
  ledger.reserve(held('a'));
  ledger.reserve(held('b'));

  assert.throws(() => ledger.reserve(held('c')), { code: 'ledger_unavailable' });

  assert.equal(ledger.read([claim('key')])[0]?.remaining, 3);
  assert.equal(ledger.release('a'), true);
  assert.equal(ledger.reserve(held('c')).granted, true);
});

test('a place that could not be counted takes no other with it when it is given back', () => {
  const { ledger, clock } = stage({ maxCounters: 1 });
  const place = { key: 'place', rule: { kind: 'concurrency', limit: 1 }, amount: 1 } as const;
  const hold = (id: string, enforce: boolean) =>
    ledger.reserve({ id, claims: [{ ...place, enforce }], holdMs: 10 * MINUTE_MS, atExpiry: 'spend' }).granted;
  ledger.spend([claim('in the way')]);
  hold('uncounted', false);
  clock.advance(MINUTE_MS);
  assert.equal(hold('counted', true), true);

  assert.equal(ledger.release('uncounted'), true);

  assert.equal(hold('one more', true), false);
});

test('a settlement needs no room', () => {
  const { ledger } = stage({ maxCounters: 1, maxReservations: 1 });
  ledger.reserve(held('a'));

  assert.equal(ledger.settle('a', [9]), true);

  assert.equal(ledger.read([claim('key')])[0]?.remaining, -4);
});

test('what is remembered as settled makes room for what is held', () => {
  const { ledger, store } = stage({ maxReservations: 10 });

  for (let i = 0; i < 1000; i += 1) {
    ledger.reserve(held(`r${i}`));
    assert.equal(ledger.settle(`r${i}`, [0]), true);
  }

  assert.equal(store.sizes().reservations, 10);
});

test('what is remembered as settled is forgotten with its time, one for each that comes', () => {
  const { ledger, store, clock } = stage({});
  for (let i = 0; i < 100; i += 1) {
    ledger.reserve(held(`early ${i}`));
    ledger.settle(`early ${i}`, [0]);
  }
  clock.advance(10 * MINUTE_MS);

  for (let i = 0; i < 100; i += 1) ledger.spend([claim(`late ${i}`)]);

  assert.equal(store.sizes().reservations, 0);
});

test('thousands of expired reservations are all given back before anything is refused', () => {
  const { ledger, clock } = stage({});
  const place = { key: 'place', rule: { kind: 'concurrency', limit: 1000 }, amount: 1 } as const;
  for (let i = 0; i < 1000; i += 1) {
    ledger.reserve({ id: `r${i}`, claims: [place], holdMs: 1000, atExpiry: 'spend' });
  }

  clock.advance(1000);
  const all = ledger.reserve({ id: 'all', claims: [{ ...place, amount: 1000 }], holdMs: 1000, atExpiry: 'spend' });

  assert.equal(all.granted, true);
});

function stage(bounds: Partial<MemoryBounds>): { ledger: Book; store: MemoryStore; clock: FakeClock } {
  const clock = new FakeClock();
  const store = new MemoryStore(() => clock.now(), { maxCounters: 10_000, maxReservations: 10_000, ...bounds });
  return { ledger: new Book('memory', store), store, clock };
}

function claim(key: string, amount = 1): Claim {
  return { key, rule, amount };
}

function held(id: string): Parameters<Book['reserve']>[0] {
  return { id, claims: [claim('key')], holdMs: MINUTE_MS, atExpiry: 'spend' };
}
