import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LeasedView } from '../../../shared/ledger/lease.ts';
import { LeasedLedger } from '../../../shared/ledger/leased-ledger.ts';
import type { Claim, Ledger, Verdict } from '../../../shared/ledger/ledger.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import type { CounterRule } from '../../../shared/ledger/rule.ts';
import { CountedLedger } from '../../support/counted-ledger.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

interface Spent {
  readonly at: number;
  readonly amount: number;
}

const day = 86_400_000;
const start = 1_700_001_000_000;
const budgetStarts = Array.from({ length: 60 }, (_, index) => start + (index - 2) * 3_000);
const rules: readonly CounterRule[] = [
  { kind: 'token-bucket', capacity: 60, refill: 20, perMs: 1000 },
  { kind: 'fixed-window', limit: 60, windowMs: 2_000 },
  { kind: 'sliding-window', limit: 60, windowMs: 2_000 },
  { kind: 'budget', limit: 60, starts: budgetStarts, carryMax: 0 },
];

describe('leases of a ledger', () => {
  for (const rule of rules) {
    test(`${rule.kind}: instances with leases never exceed the limit together`, async (context) => {
      const seed = testSeed();
      context.diagnostic(`SEED=${seed}`);
      const random = new SeededRandom(seed);
      const time = new FakeTime();
      const spent: Spent[] = [];
      const counted = new Set<Claim>();
      const store = new CountedLedger(memoryLedger(time), random);
      // What the store decides itself counts when it decides, though its answer comes later.
      store.onSpent = (claims) => {
        for (const claim of claims) counted.add(claim);
        spent.push({ at: time.now(), amount: claims[0]!.amount });
      };
      const instances = Array.from({ length: 5 }, () => leased(store, time, random));

      for (let step = 0; step < 3000; step += 1) {
        const amount = 1 + random.below(3);
        const claim = { key: 'k', rule, amount };
        const note = ({ granted }: Verdict): void => {
          if (granted && !counted.has(claim)) spent.push({ at: time.now(), amount });
        };
        const answer = instances[random.below(5)]!.spend([claim]);
        if (answer instanceof Promise) void answer.then(note);
        else note(answer);
        if (random.below(4) === 0) time.advance(random.below(40));
        await store.answerSome();
      }
      await store.answerAll();

      assert.ok(spent.length > 80, `only ${spent.length} were granted`);
      assertWithin(rule, spent);
    });

    test(`${rule.kind}: what is unused comes back when instances end`, async () => {
      const time = new FakeTime();
      const store = memoryLedger(time);
      const slow = slowed(rule, time.now());
      const instances = Array.from({ length: 4 }, (_, index) => leased(store, time, new SeededRandom(index)));
      let granted = 0;
      for (let i = 0; i < 22; i += 1) {
        const verdict = await instances[i % 4]!.spend([{ key: 'k', rule: slow, amount: 1 }]);
        granted += verdict.granted ? 1 : 0;
      }

      const held = instances.reduce((all, { state }) => all + state.unspent, 0);
      const [before] = await store.read([{ key: 'k', rule: slow }]);
      for (const instance of instances) await instance.close();
      const [after] = await store.read([{ key: 'k', rule: slow }]);

      assert.ok(held > 0 && held <= 4 * 6, `${held} lay unused`);
      assert.equal(before?.remaining, 60 - granted - held);
      assert.equal(after?.remaining, 60 - granted);
    });
  }

  test('decides most claims of a busy counter without asking', async () => {
    const time = new FakeTime();
    const store = new CountedLedger(memoryLedger(time));
    const ledger = leased(store, time, new SeededRandom(1));
    const rule = { kind: 'fixed-window', limit: 1_000_000, windowMs: day } as const;

    for (let i = 0; i < 2000; i += 1) {
      assert.equal((await ledger.spend([{ key: 'k', rule, amount: 1 }])).granted, true);
      time.advance(1);
    }

    assert.ok(store.calls < 100, `${store.calls} calls`);
  });

  test('counts one by one what is seldom asked for', async () => {
    const time = new FakeTime();
    const ledger = leased(memoryLedger(time), time, new SeededRandom(1));
    const rule = { kind: 'fixed-window', limit: 1000, windowMs: day } as const;

    for (let i = 0; i < 5; i += 1) {
      await ledger.spend([{ key: 'k', rule, amount: 1 }]);
      time.advance(5_000);
      assert.equal(ledger.state.unspent, 0);
    }
  });

  test('one slice is taken for all who wait for it', async () => {
    const time = new FakeTime();
    const store = new CountedLedger(memoryLedger(time), new SeededRandom(1));
    const ledger = leased(store, time, new SeededRandom(1), 0.5);
    const rule = { kind: 'fixed-window', limit: 1000, windowMs: day } as const;

    const verdicts = Array.from({ length: 200 }, () => ledger.spend([{ key: 'k', rule, amount: 1 }]));
    await store.answerAll();

    assert.ok((await Promise.all(verdicts)).every(({ granted }) => granted));
    assert.ok(store.calls <= 5, `${store.calls} calls`);
  });

  test('claims that are made together are taken together, from slices and from the ledger', async () => {
    const time = new FakeTime();
    const store = memoryLedger(time);
    const ledger = leased(store, time, new SeededRandom(1));
    const wide = { key: 'wide', rule: { kind: 'fixed-window', limit: 1000, windowMs: day }, amount: 1 } as const;
    const tight = { key: 'tight', rule: { kind: 'fixed-window', limit: 7, windowMs: day }, amount: 1 } as const;
    for (let i = 0; i < 20; i += 1) await ledger.spend([wide]);

    const verdicts: Verdict[] = [];
    for (let i = 0; i < 20; i += 1) verdicts.push(await ledger.spend([wide, tight]));
    await ledger.close();

    assert.equal(verdicts.filter(({ granted }) => granted).length, 7);
    assert.equal(verdicts.at(-1)?.refused, 1);
    assert.equal((await store.read([wide]))[0]?.remaining, 1000 - 27);
  });

  test('a view says how much this instance holds for itself', async () => {
    const time = new FakeTime();
    const ledger = leased(memoryLedger(time), time, new SeededRandom(1));
    const rule = { kind: 'fixed-window', limit: 1000, windowMs: day } as const;
    let verdict: Verdict | undefined;
    for (let i = 0; i < 30; i += 1) verdict = await ledger.spend([{ key: 'k', rule, amount: 1 }]);

    const [view] = verdict!.views as readonly LeasedView[];

    assert.equal(view?.remaining, 970);
    assert.equal(view?.leased, ledger.state.unspent);
    assert.ok(view!.leased > 0);
  });
});

function leased(ledger: Ledger, time: FakeTime, random: SeededRandom, share = 0.1): LeasedLedger {
  return new LeasedLedger(ledger, { share, holdMs: 400 }, { clock: time, timers: time, random });
}

/** The same rule, in a span that does not end while a test lasts. */
function slowed(rule: CounterRule, now: number): CounterRule {
  if (rule.kind === 'token-bucket') return { ...rule, refill: 1, perMs: day };
  if (rule.kind === 'budget') return { ...rule, starts: [now - day, now - 1, now + day] };
  return rule.kind === 'concurrency' ? rule : { ...rule, windowMs: 100 * day };
}

function assertWithin(rule: CounterRule, spent: readonly Spent[]): void {
  if (rule.kind === 'token-bucket') assertWithinBucket(rule.capacity, rule.refill / rule.perMs, spent);
  if (rule.kind === 'fixed-window') assertEach(spent, rule.limit, ({ at }) => Math.floor(at / rule.windowMs));
  if (rule.kind === 'budget') {
    assertEach(spent, rule.limit, ({ at }) => rule.starts.findLastIndex((begin) => begin <= at));
  }
  if (rule.kind !== 'sliding-window') return;
  for (const { at } of spent) {
    const inWindow = spent.filter((other) => other.at > at - rule.windowMs && other.at <= at);
    assert.ok(sum(inWindow) <= rule.limit, `${sum(inWindow)} in the window up to ${at}`);
  }
}

function assertWithinBucket(capacity: number, perMs: number, spent: readonly Spent[]): void {
  let [level, last] = [capacity, 0];
  for (const { at, amount } of spent) {
    level = Math.min(capacity, level + (at - last) * perMs) - amount;
    last = at;
    assert.ok(level > -1e-6, `${-level} more than the bucket held`);
  }
}

function assertEach(spent: readonly Spent[], limit: number, spanOf: (spent: Spent) => number): void {
  const sums = new Map<number, number>();
  for (const one of spent) sums.set(spanOf(one), (sums.get(spanOf(one)) ?? 0) + one.amount);
  for (const [span, amount] of sums) assert.ok(amount <= limit, `${amount} in span ${span}`);
}

function sum(spent: readonly Spent[]): number {
  return spent.reduce((all, { amount }) => all + amount, 0);
}
