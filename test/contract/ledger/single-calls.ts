import assert from 'node:assert/strict';
import type { Claim } from '../../../shared/ledger/ledger.ts';
import type { CounterRule } from '../../../shared/ledger/rule.ts';
import { claimOf, counterOf, type LedgerStage, remaining, reservationOf, turn } from './stage.ts';

/** Promises about what one call says and does. */
export function singleCallPromises(stage: LedgerStage): void {
  const { kinds, hasReservations, joinsClaims } = stage.traits;
  for (const kind of kinds) {
    if (kind === 'concurrency') continue;
    stage.promise(`${kind}: says what was there and what is left`, 2, async (ledgers) => {
      const counter = counterOf(await stage.slowRule(kind, 10));

      const [unused] = await turn(ledgers, 0).read([counter]);
      const { views } = await turn(ledgers, 0).spend([claimOf(counter, 4)]);
      const [used] = await turn(ledgers, 1).read([counter]);

      assert.deepEqual(unused, { limit: 10, remaining: 10, resetMs: 0 });
      assert.deepEqual([views[0]?.limit, views[0]?.remaining], [10, 6]);
      assert.deepEqual([used?.limit, used?.remaining], [10, 6]);
      assert.ok((used?.resetMs ?? 0) > 0);
    });

    stage.promise(`${kind}: what never fits is refused for ever, and takes nothing`, 1, async ([ledger]) => {
      const counter = counterOf(await stage.slowRule(kind, 10));

      const verdict = await ledger!.spend([claimOf(counter, 11)]);

      assert.deepEqual([verdict.granted, verdict.refused, verdict.retryAfterMs], [false, 0, Infinity]);
      assert.equal(await remaining(ledger!, counter), 10);
    });

    stage.promise(`${kind}: a claim of nothing is refused only when nothing remains`, 1, async ([ledger]) => {
      const counter = counterOf(await stage.slowRule(kind, 1));

      const before = await ledger!.spend([claimOf(counter, 0)]);
      await ledger!.spend([claimOf(counter, 1)]);
      const after = await ledger!.spend([claimOf(counter, 0)]);

      assert.deepEqual([before.granted, after.granted], [true, false]);
    });

    stage.promise(`${kind}: a claim that is not enforced counts and never refuses`, 1, async ([ledger]) => {
      const counter = counterOf(await stage.slowRule(kind, 2));

      const verdict = await ledger!.spend([{ ...claimOf(counter, 5), enforce: false }]);

      assert.equal(verdict.granted, true);
      assert.equal(await remaining(ledger!, counter), -3);
      assert.equal((await ledger!.spend([claimOf(counter)])).granted, false);
    });

    stage.promise(`${kind}: another limit holds from the next claim on`, 1, async ([ledger]) => {
      const counter = counterOf(await stage.slowRule(kind, 10));
      await ledger!.spend([claimOf(counter, 4)]);

      const smaller = { ...counter, rule: withLimit(counter.rule, 4) };
      const larger = { ...counter, rule: withLimit(counter.rule, 20) };

      assert.equal((await ledger!.spend([claimOf(smaller)])).granted, false);
      assert.equal((await ledger!.spend([claimOf(larger, 16)])).granted, true);
      assert.equal(await remaining(ledger!, counter), -10);
    });
  }

  stage.promise('refuses what cannot be counted', 1, async ([ledger]) => {
    const counter = counterOf(await stage.slowRule('token-bucket', 10));
    const wrong: Claim[][] = [
      [],
      [claimOf(counter, -1)],
      [claimOf(counter, 0.5)],
      [claimOf(counter, Number.NaN)],
      [{ ...claimOf(counter), key: '' }],
      [{ ...claimOf(counter), key: 'k'.repeat(513) }],
      [{ ...claimOf(counter), rule: { kind: 'fixed-window', limit: 1, windowMs: 0 } }],
      [{ ...claimOf(counter), rule: { kind: 'fixed-window', limit: 1, windowMs: 367 * 86_400_000 } }],
      [claimOf(counter), claimOf(counter)],
    ];

    for (const claims of wrong) await assert.rejects(async () => ledger!.spend(claims), { code: 'internal' });
    assert.equal(await remaining(ledger!, counter), 10);
  });

  if (hasReservations && kinds.includes('concurrency')) {
    stage.promise('a place cannot be spent for good', 1, async ([ledger]) => {
      const counter = counterOf(await stage.slowRule('concurrency', 10));

      await assert.rejects(async () => ledger!.spend([claimOf(counter)]), { code: 'internal' });
    });

    stage.promise('a settlement that does not fit its claims changes nothing', 1, async ([ledger]) => {
      const counter = counterOf(await stage.slowRule('token-bucket', 10));
      const { id, ...rest } = reservationOf([claimOf(counter, 4)]);
      await ledger!.reserve({ id, ...rest });

      await assert.rejects(async () => ledger!.settle(id, [1, 2]), { code: 'internal' });

      assert.equal(await remaining(ledger!, counter), 6);
      assert.equal(await ledger!.release(id), true);
    });
  }

  if (!joinsClaims) return;
  stage.promise('names the first claim there was no room for, and the time for all', 1, async ([ledger]) => {
    const roomy = counterOf(await stage.slowRule('token-bucket', 10));
    const full = counterOf(await stage.slowRule('fixed-window', 1));
    const never = counterOf(await stage.slowRule('sliding-window', 1));
    await ledger!.spend([claimOf(full)]);

    const verdict = await ledger!.spend([claimOf(roomy), claimOf(full), claimOf(never, 2)]);

    assert.deepEqual([verdict.granted, verdict.refused, verdict.retryAfterMs], [false, 1, Infinity]);
    assert.deepEqual(
      verdict.views.map((view) => view.remaining),
      [10, 0, 1],
    );
  });
}

/** The same rule but for its limit: the periods of a budget stay where they are. */
function withLimit(rule: CounterRule, limit: number): CounterRule {
  return rule.kind === 'token-bucket' ? { ...rule, capacity: limit } : { ...rule, limit };
}
