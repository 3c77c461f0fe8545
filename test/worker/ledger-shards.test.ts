import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import type { Claim, Counter, Reservation } from '../../shared/ledger/ledger.ts';
import { ObjectBookStore } from '../../worker/cloudflare/ledger/object-book-store.ts';
import { pickShard } from '../../worker/cloudflare/ledger/pick-shard.ts';
import { ShardBook } from '../../worker/cloudflare/ledger/shard-book.ts';
import { ShardedLedger } from '../../worker/cloudflare/ledger/sharded-ledger.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeObjectStorage } from '../support/fake-object-storage.ts';

/** Keys by the shard of three that keeps them. */
const keys = [0, 1, 2].map((shard) => {
  for (let i = 0; ; i += 1) if (pickShard(`key-${i}`, 3) === shard) return `key-${i}`;
}) as [string, string, string];

function counter(shard: number, limit = 10): Counter {
  return { key: keys[shard]!, rule: { kind: 'fixed-window', limit, windowMs: 86_400_000 } };
}

function claim(shard: number, amount = 1, limit = 10): Claim {
  return { ...counter(shard, limit), amount };
}

describe('a ledger of several shards', () => {
  let clock: FakeClock;
  let shards: [FailingShard, FailingShard, FailingShard];
  let ledger: ShardedLedger;
  let ids = 0;

  beforeEach(() => {
    clock = new FakeClock();
    const shard = () => new FailingShard(new ObjectBookStore(new FakeObjectStorage(), clock));
    shards = [shard(), shard(), shard()];
    ledger = another();
  });

  /** The same ledger in another isolate. */
  function another(): ShardedLedger {
    return new ShardedLedger(shards, () => `id-${ids++}`);
  }

  async function remaining(): Promise<number[]> {
    const views = await ledger.read([counter(0), counter(1), counter(2)]);
    return views.map((view) => view.remaining);
  }

  const held = (claims: readonly Claim[]): Reservation => ({ id: 'held', claims, holdMs: 5_000, atExpiry: 'spend' });

  test('takes claims on all shards, and answers in their order', async () => {
    const verdict = await ledger.spend([claim(2, 3), claim(0, 1), claim(1, 2)]);

    assert.deepEqual([verdict.granted, verdict.views.map((view) => view.remaining)], [true, [7, 9, 8]]);
    assert.deepEqual(await remaining(), [9, 8, 7]);
  });

  test('takes nothing where one shard refuses, and says which claim', async () => {
    await ledger.spend([claim(2, 9)]);

    const verdict = await ledger.spend([claim(0), claim(2, 2), claim(1)]);

    assert.deepEqual([verdict.granted, verdict.refused], [false, 1]);
    assert.ok(verdict.retryAfterMs > 0 && Number.isFinite(verdict.retryAfterMs));
    assert.deepEqual(await remaining(), [10, 10, 1]);
  });

  test('tries a refused reservation again as if it had never been made', async () => {
    await ledger.spend([claim(2, 10)]);
    await ledger.reserve(held([claim(0, 4), claim(2)]));
    const more = held([claim(0, 4, 10), claim(2, 1, 20)]);

    const verdict = await ledger.reserve(more);

    assert.equal(verdict.granted, true);
    assert.equal((await remaining())[0], 6);
  });

  test('settles by another isolate, which knows no more than the id', async () => {
    await ledger.reserve(held([claim(2, 5), claim(0, 5), claim(1, 5)]));

    const settled = await another().settle('held', [1, 2, 3]);
    const again = await ledger.settle('held', [9, 9, 9]);

    assert.deepEqual([settled, again], [true, false]);
    assert.deepEqual(await remaining(), [8, 7, 9]);
  });

  test('keeps what was taken where a shard does not answer in the middle of a spend', async () => {
    shards[2].fails = true;

    await assert.rejects(ledger.spend([claim(0, 4), claim(2, 4)]), { code: 'ledger_unavailable' });
    shards[2].fails = false;
    clock.advance(60_000);

    assert.deepEqual(await remaining(), [6, 10, 10]);
  });

  test('leaves what cannot be given back to its expiry', async () => {
    await ledger.spend([claim(2, 10)]);
    shards[0].failsToUndo = true;
    const releasing = { ...held([claim(0, 4), claim(2)]), atExpiry: 'release' } as const;

    const verdict = await ledger.reserve(releasing);
    const before = (await remaining())[0];
    clock.advance(5_000);

    assert.equal(verdict.granted, false);
    assert.deepEqual([before, (await remaining())[0]], [6, 10]);
  });

  test('settles the other shards when one failed, once it answers again', async () => {
    await ledger.reserve(held([claim(0, 5), claim(1, 5)]));
    shards[1].fails = true;
    await assert.rejects(ledger.settle('held', [1, 1]));
    shards[1].fails = false;

    assert.equal(await ledger.settle('held', [1, 1]), true);
    assert.deepEqual(await remaining(), [9, 9, 10]);
  });

  test('moves few keys when a shard is added', () => {
    const all = Array.from({ length: 3000 }, (_, i) => `key-${i}`);

    const moved = all.filter((key) => pickShard(key, 3) !== pickShard(key, 4));

    assert.ok(moved.length > 600 && moved.length < 900, `${moved.length} of 3000`);
    assert.ok(moved.every((key) => pickShard(key, 4) === 3));
  });
});

/** A shard that can be told to fail. */
class FailingShard extends ShardBook {
  fails = false;
  failsToUndo = false;

  override reservePart(...part: Parameters<ShardBook['reservePart']>): ReturnType<ShardBook['reservePart']> {
    this.#check();
    return super.reservePart(...part);
  }

  override settle(...settlement: Parameters<ShardBook['settle']>): boolean {
    this.#check();
    return super.settle(...settlement);
  }

  override undo(id: string): boolean {
    if (this.failsToUndo) throw new Fault('ledger_unavailable');
    return super.undo(id);
  }

  #check(): void {
    if (this.fails) throw new Fault('ledger_unavailable');
  }
}
