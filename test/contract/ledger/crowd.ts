import assert from 'node:assert/strict';
import type { Ledger, Verdict } from '../../../shared/ledger/ledger.ts';
import { claimOf, counterOf, type LedgerStage, remaining, reservationOf, turn } from './stage.ts';

const CALLERS = 200;
const INSTANCES = 4;
const LIMIT = 37;

/** Promises about many callers at the same moment. */
export function crowdPromises(stage: LedgerStage): void {
  const { kinds, hasReservations, joinsClaims } = stage.traits;
  for (const kind of kinds) {
    if (kind !== 'concurrency') {
      stage.promise(
        `${kind}: ${CALLERS} callers at once spend the limit and not one more`,
        INSTANCES,
        async (ledgers) => {
          const counter = counterOf(await stage.slowRule(kind, LIMIT));

          const verdicts = await crowd(ledgers, (ledger) => ledger.spend([claimOf(counter)]));

          assert.equal(verdicts.filter(({ granted }) => granted).length, LIMIT);
          assert.equal(await remaining(turn(ledgers, 0), counter), 0);
          for (const verdict of verdicts) if (!verdict.granted) assertRefusal(verdict);
        },
      );

      stage.promise(`${kind}: amounts of every size together never exceed the limit`, INSTANCES, async (ledgers) => {
        const counter = counterOf(await stage.slowRule(kind, 1000));

        const verdicts = await crowd(ledgers, (ledger, i) => ledger.spend([claimOf(counter, 1 + (i % 17))]));

        const spent = verdicts.reduce((all, { granted }, i) => all + (granted ? 1 + (i % 17) : 0), 0);
        assert.ok(spent <= 1000 && spent > 983, `spent ${spent}`);
        assert.equal(await remaining(turn(ledgers, 0), counter), 1000 - spent);
      });
    }
    if (hasReservations) reservationPromises(stage, kind);
  }
  if (joinsClaims) joinedPromises(stage);
}

function reservationPromises(stage: LedgerStage, kind: LedgerStage['traits']['kinds'][number]): void {
  stage.promise(
    `${kind}: ${CALLERS} callers at once reserve the limit and not one more`,
    INSTANCES,
    async (ledgers) => {
      const counter = counterOf(await stage.slowRule(kind, LIMIT));
      const wanted = Array.from({ length: CALLERS }, () => reservationOf([claimOf(counter)]));

      const verdicts = await crowd(ledgers, (ledger, i) => ledger.reserve(wanted[i]!));
      const held = wanted.filter((_, i) => verdicts[i]?.granted);
      const full = await remaining(turn(ledgers, 0), counter);
      const released = await Promise.all(held.map(({ id }, i) => turn(ledgers, i + 1).release(id)));

      assert.equal(held.length, LIMIT);
      assert.equal(full, 0);
      assert.ok(released.every((was) => was));
      assert.equal(await remaining(turn(ledgers, 0), counter), LIMIT);
    },
  );

  stage.promise(`${kind}: no settlement of ${CALLERS} at once is lost`, INSTANCES, async (ledgers) => {
    const counter = counterOf(await stage.slowRule(kind, CALLERS * 2));
    const wanted = Array.from({ length: CALLERS }, () => reservationOf([claimOf(counter, 2)]));
    await crowd(ledgers, (ledger, i) => ledger.reserve(wanted[i]!));

    const settled = await crowd(ledgers, (ledger, i) => ledger.settle(wanted[i]!.id, [i % 2 === 0 ? 1 : 5]));

    assert.ok(settled.every((was) => was));
    const used = kind === 'concurrency' ? 0 : CALLERS * 3;
    assert.equal(await remaining(turn(ledgers, 0), counter), CALLERS * 2 - used);
  });
}

function joinedPromises(stage: LedgerStage): void {
  stage.promise('claims that are made together are taken together, also by a crowd', INSTANCES, async (ledgers) => {
    const first = counterOf(await stage.slowRule('token-bucket', 1000));
    const tight = counterOf(await stage.slowRule('fixed-window', LIMIT));
    const last = counterOf(await stage.slowRule('sliding-window', 1000));

    const verdicts = await crowd(ledgers, (ledger) => ledger.spend([claimOf(first), claimOf(tight), claimOf(last, 2)]));

    assert.equal(verdicts.filter(({ granted }) => granted).length, LIMIT);
    for (const verdict of verdicts) assert.equal(verdict.refused, verdict.granted ? -1 : 1);
    const views = await turn(ledgers, 0).read([first, tight, last]);
    const left = views.map((view) => view.remaining);
    if (stage.traits.isExact) assert.deepEqual(left, [1000 - LIMIT, 0, 1000 - 2 * LIMIT]);
    else assert.ok(left[0]! <= 1000 - LIMIT && left[1] === 0 && left[2]! <= 1000 - 2 * LIMIT, `${left}`);
  });
}

/** All callers at once, spread over the instances. */
function crowd<T>(ledgers: readonly Ledger[], call: (ledger: Ledger, index: number) => T | Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: CALLERS }, (_, i) => call(turn(ledgers, i), i)));
}

function assertRefusal({ refused, retryAfterMs, views }: Verdict): void {
  assert.equal(refused, 0);
  assert.ok(retryAfterMs > 0);
  assert.equal(views.length, 1);
  assert.equal(views[0]?.remaining, 0);
}
