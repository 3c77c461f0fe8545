import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Book } from '../../../shared/ledger/book.ts';
import { GuardedLedger } from '../../../shared/ledger/guarded-ledger.ts';
import type { GuardSettings } from '../../../shared/ledger/ledger-settings.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import type { GuardedClaim } from '../../../shared/ledger/on-ledger-failure.ts';
import { AilingLedger } from '../../support/ailing-ledger.ts';
import { FakeTime } from '../../support/fake-time.ts';

const rule = { kind: 'fixed-window', limit: 100, windowMs: 86_400_000 } as const;
const claim = { key: 'k', rule, amount: 1 };
const hold = { holdMs: 600_000, atExpiry: 'spend' } as const;

describe('a guarded ledger', () => {
  test('passes on what the ledger answers', async () => {
    const { guard } = stage('closed');

    assert.equal((await guard.spend([{ ...claim, amount: 100 }])).granted, true);
    const refusal = await guard.spend([claim]);

    assert.deepEqual([refusal.granted, refusal.unchecked], [false, undefined]);
  });

  test('refuses at the deadline where it is closed', async () => {
    const { guard, ailing, time } = stage('closed');
    ailing.health = 'silent';
    const asked = guard.spend([claim]);
    const outcome = Promise.resolve(asked).then(
      () => 'granted',
      (fault: { code: string }) => fault.code,
    );

    time.advance(49);
    assert.equal(await Promise.race([outcome, turns('waiting')]), 'waiting');
    time.advance(21);

    assert.equal(await Promise.race([outcome, turns('waiting')]), 'ledger_unavailable');
  });

  test('grants, and says that nothing was checked, where it is open', async () => {
    const { guard, ailing } = stage('open');
    ailing.health = 'failing';

    const verdict = await guard.spend([{ ...claim, amount: 1000 }]);

    assert.deepEqual([verdict.granted, verdict.unchecked], [true, 'open']);
  });

  test('lets its share of the limit through where it is local', async () => {
    const { guard, ailing } = stage('local');
    ailing.health = 'failing';

    const verdicts = [];
    for (let i = 0; i < 40; i += 1) verdicts.push(await guard.spend([claim]));

    assert.equal(verdicts.filter(({ granted }) => granted).length, 25);
    assert.ok(verdicts.every(({ unchecked, views }) => unchecked === 'local' && views[0]?.limit === 25));
  });

  test('each claim has its own word: one that is closed refuses for all', async () => {
    const { guard, ailing } = stage('open');
    ailing.health = 'failing';
    const strict: GuardedClaim = { ...claim, key: 'strict', onFailure: 'closed' };
    const local: GuardedClaim = { ...claim, key: 'local', onFailure: 'local', amount: 26 };

    const refused = await guard.spend([claim, local]);

    assert.deepEqual([refused.granted, refused.refused], [false, 1]);
    await assert.rejects(async () => guard.spend([claim, strict]), { code: 'ledger_unavailable' });
  });

  test('leaves a ledger alone that fails, and asks again with one call after a while', async () => {
    const { guard, ailing, time } = stage('open');
    ailing.health = 'failing';
    for (let i = 0; i < 20; i += 1) await guard.spend([claim]);
    assert.deepEqual([ailing.calls, guard.state.isOpen], [5, true]);

    ailing.health = 'silent';
    time.advance(1000);
    const asked = Array.from({ length: 20 }, () => guard.spend([claim]));
    assert.equal(ailing.calls, 6);
    await ailing.wake();
    await Promise.all(asked);

    assert.equal(guard.state.isOpen, false);
    assert.equal((await guard.spend([claim])).unchecked, undefined);
  });

  test('gives back a reservation that was granted too late', async () => {
    const { guard, ailing, time, store } = stage('closed');
    ailing.health = 'silent';
    const asked = Promise.resolve(guard.reserve({ id: 'a', claims: [claim], ...hold })).catch(() => 'refused');
    time.advance(80);
    assert.equal(await asked, 'refused');

    await ailing.wake();
    assert.equal(left(store), 99);
    await pass(time, 2_000);

    assert.equal(left(store), 100);
    assert.deepEqual([guard.state.waiting, guard.state.lost], [0, 0]);
  });

  test('counts afterwards what was used of a reservation that it granted alone', async () => {
    const { guard, ailing, time, store } = stage('open');
    ailing.health = 'failing';
    await guard.reserve({ id: 'a', claims: [{ ...claim, amount: 10 }], ...hold });
    await guard.reserve({ id: 'b', claims: [{ ...claim, amount: 10 }], ...hold });

    assert.equal(await guard.settle('a', [7]), true);
    assert.equal(await guard.release('b'), true);
    ailing.health = 'well';
    await pass(time, 3_000);

    assert.equal(left(store), 93);
    assert.equal(guard.state.waiting, 0);
  });

  test('counts a reservation once that took place unnoticed', async () => {
    const { guard, ailing, time, store } = stage('open');
    ailing.health = 'silent';
    const asked = guard.reserve({ id: 'a', claims: [{ ...claim, amount: 10 }], ...hold });
    time.advance(80);
    assert.equal((await asked).unchecked, 'open');
    await ailing.wake();

    await guard.settle('a', [4]);
    await pass(time, 3_000);

    assert.equal(left(store), 96);
  });

  test('loses no settlement while the ledger is away for a short time', async () => {
    const { guard, ailing, time, store } = stage('closed');
    const ids = Array.from({ length: 30 }, (_, index) => `id-${index}`);
    for (const id of ids) await guard.reserve({ id, claims: [{ ...claim, amount: 2 }], ...hold });
    assert.equal(left(store), 40);

    ailing.health = 'failing';
    for (const id of ids) assert.equal(await guard.settle(id, [1]), true);
    await pass(time, 5_000);
    ailing.health = 'well';
    await pass(time, 5_000);

    assert.equal(left(store), 70);
    assert.deepEqual([guard.state.waiting, guard.state.lost], [0, 0]);
  });

  test('gives up settlements after a minute, and says how many', async () => {
    const { guard, ailing, time } = stage('closed');
    await guard.reserve({ id: 'a', claims: [claim], ...hold });
    ailing.health = 'failing';

    await guard.settle('a', [1]);
    await pass(time, 70_000);

    assert.deepEqual([guard.state.waiting, guard.state.lost], [0, 1]);
  });

  test('tells what waits when it is closed', async () => {
    const { guard, ailing, store } = stage('open');
    await guard.reserve({ id: 'a', claims: [{ ...claim, amount: 5 }], ...hold });
    ailing.health = 'failing';
    await guard.settle('a', [1]);
    ailing.health = 'well';

    await guard.close();

    assert.equal(left(store), 99);
  });
});

interface Stage {
  readonly guard: GuardedLedger;
  readonly ailing: AilingLedger;
  readonly time: FakeTime;
  readonly store: Book;
}

function stage(failureMode: GuardSettings['failureMode']): Stage {
  const time = new FakeTime();
  const store = memoryLedger(time);
  const ailing = new AilingLedger(store);
  const parts = { clock: time, timers: time, local: memoryLedger(time), report: () => undefined };
  return {
    guard: new GuardedLedger(ailing, { timeoutMs: 50, failureMode, localShare: 0.25 }, parts),
    ailing,
    time,
    store,
  };
}

function left(store: Book): number {
  return store.read([{ key: 'k', rule }])[0]!.remaining;
}

async function turns<T>(value: T): Promise<T> {
  for (let turn = 0; turn < 30; turn += 1) await undefined;
  return value;
}

/** Time passes, and what it sets going comes to its end. */
async function pass(time: FakeTime, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    time.advance(100);
    await turns(undefined);
  }
}
