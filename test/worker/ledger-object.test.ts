import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Verdict } from '../../shared/ledger/ledger.ts';
import type { CounterRule } from '../../shared/ledger/rule.ts';
import { LedgerObject } from '../../worker/cloudflare/ledger/ledger-object.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeObjectStorage } from '../support/fake-object-storage.ts';

const rule: CounterRule = { kind: 'token-bucket', capacity: 10, refill: 10, perMs: 10_000 };

describe('the object that keeps a shard of the ledger', () => {
  let clock: FakeClock;
  let storage: FakeObjectStorage;
  let object: LedgerObject;

  beforeEach(() => {
    clock = new FakeClock();
    storage = new FakeObjectStorage();
    object = new LedgerObject({ storage }, undefined, clock);
  });

  function post(path: string, body: unknown): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return object.fetch(new Request(`http://ledger/${path}`, { method: 'POST', body: text }));
  }

  async function spend(key: string, amount = 1): Promise<Verdict> {
    return (await (await post('spend', { claims: [{ key, rule, amount }] })).json()) as Verdict;
  }

  async function ring(): Promise<void> {
    clock.advance(storage.alarm! - clock.now());
    storage.alarm = null;
    await object.alarm();
  }

  const reservation = { id: 'one', claims: [{ key: 'a', rule, amount: 4 }], holdMs: 5_000, atExpiry: 'release' };

  test('keeps its counts when the platform makes it anew', async () => {
    await spend('a', 7);

    object = new LedgerObject({ storage }, undefined, clock);

    assert.equal((await spend('a')).views[0]!.remaining, 2);
  });

  test('wakes to drop what is idle and expired, and sleeps when nothing is left', async () => {
    await spend('a');
    await post('reserve', { ...reservation, id: 'two' });
    const soon = storage.alarm! - clock.now();
    await ring();
    await ring();

    assert.equal(soon, 60_000);
    assert.deepEqual([storage.rows('counters'), storage.rows('reservations')], [0, 0]);
    assert.equal(storage.alarm, null);
  });

  test('drops many counters in bounded steps, soon one after the other', async () => {
    for (let i = 0; i < 2_100; i += 1) await spend(`key-${i}`);

    await ring();
    const left = storage.rows('counters');
    const wait = storage.alarm! - clock.now();
    await ring();

    assert.equal(left, 100);
    assert.equal(wait, 1_000);
    assert.equal(storage.rows('counters'), 0);
  });

  test('does not put off an alarm that is set', async () => {
    await spend('a');
    const first = storage.alarm;
    clock.advance(30_000);
    object = new LedgerObject({ storage }, undefined, clock);
    await spend('a');

    assert.equal(storage.alarm, first);
  });

  test('refuses new keys when it is as large as it may be, and counts the known ones', async () => {
    await spend('known');
    storage.size = 2 ** 40;
    for (let i = 0; i < 70; i += 1) await spend(`new-${i}`);

    const refused = await spend('one more');

    assert.equal(refused.granted, false);
    assert.ok(refused.retryAfterMs > 0);
    assert.equal((await spend('known')).granted, true);
    assert.ok(storage.rows('counters') < 70);
  });

  test('settles the part of a reservation that it holds, by the amounts of all claims', async () => {
    await post('reserve-part', { reservation, places: [2] });

    const settled = await (await post('settle', { id: 'one', amounts: [100, 200, 1] })).json();

    assert.equal(settled, true);
    assert.equal((await spend('a', 0)).views[0]!.remaining, 9);
    clock.advance(5_000);
    await spend('a', 0);
    assert.equal(storage.rows('places'), 0);
  });

  test('forgets what is undone, so that it may be tried again', async () => {
    await post('reserve-part', { reservation, places: [0] });
    await post('undo', { id: 'one' });
    await post('reserve-part', { reservation, places: [0] });

    assert.equal((await spend('a', 0)).views[0]!.remaining, 6);
  });

  test('answers 400 to what is no request, and counts nothing', async () => {
    const claim = { key: 'a', rule, amount: 1 };
    const bad = ['{', [], { claims: [] }, { claims: [{ ...claim, amount: -1 }] }, { claims: [{ ...claim, key: 5 }] }];
    const rules = [{ kind: 'other' }, { ...rule, perMs: 0 }, { kind: 'fixed-window', limit: 1 }];
    for (const body of bad) assert.equal((await post('spend', body)).status, 400);
    for (const other of rules) {
      assert.equal((await post('spend', { claims: [{ ...claim, rule: other }] })).status, 400);
    }

    assert.equal(storage.rows('counters'), 0);
  });

  test('reads no endless request', async () => {
    const piece = new TextEncoder().encode(' '.repeat(1024));
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(piece);
      },
    });
    const request = new Request('http://ledger/spend', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);

    const response = await object.fetch(request);

    assert.equal(response.status, 413);
    assert.ok(pulled < 80, `${pulled} KiB`);
  });

  test('has no other pages', async () => {
    assert.equal((await post('other', {})).status, 404);
    assert.equal((await object.fetch(new Request('http://ledger/spend'))).status, 404);
  });
});
