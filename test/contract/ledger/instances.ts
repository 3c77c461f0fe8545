import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { claimOf, counterOf, type LedgerStage, remaining, reservationOf, turn } from './stage.ts';

const HOUR_MS = 3_600_000;

/** Promises about instances whose clocks differ, and that die. */
export function instancesPromises(stage: LedgerStage): void {
  if (stage.traits.skews) skewPromise(stage);
  if (stage.traits.isDurable) restartPromise(stage);
}

function skewPromise(stage: LedgerStage): void {
  for (const kind of stage.traits.kinds) {
    if (kind === 'concurrency') continue;
    test(`${stage.name}: ${kind}: callers whose clocks are an hour apart share one limit`, async () => {
      const subject = await stage.subject();
      const ledgers = await Promise.all([-HOUR_MS, 0, HOUR_MS].map((ahead) => subject.openSkewed!(ahead)));
      const counter = counterOf(await stage.quickRule(kind, 10, 60_000));

      const verdicts = [];
      for (let i = 0; i < 30; i += 1) verdicts.push(await turn(ledgers, i).spend([claimOf(counter)]));

      assert.equal(verdicts.filter(({ granted }) => granted).length, 10);
      await closeAll(ledgers);
    });
  }
}

function restartPromise(stage: LedgerStage): void {
  test(`${stage.name}: keeps what was taken, held and settled over a restart`, async () => {
    const subject = await stage.subject();
    const before = await subject.open();
    const bucket = counterOf(await stage.slowRule('token-bucket', 100));
    const place = counterOf(await stage.slowRule('concurrency', 1));
    const held = reservationOf([claimOf(bucket, 10), claimOf(place)]);
    const settled = reservationOf([claimOf(bucket, 10)]);
    await before.spend([claimOf(bucket, 50)]);
    await before.reserve(held);
    await before.reserve(settled);
    await before.settle(settled.id, [1]);
    await closeAll([before]);

    await subject.restart!();
    const after = await subject.open();

    assert.equal(await remaining(after, bucket), 39);
    assert.equal((await after.reserve(reservationOf([claimOf(place)]))).granted, false);
    assert.equal(await after.settle(settled.id, [9]), false);
    assert.equal(await after.settle(held.id, [5, 0]), true);
    assert.equal(await remaining(after, bucket), 44);
    assert.equal((await after.reserve(reservationOf([claimOf(place)]))).granted, true);
    await closeAll([after]);
  });
}

async function closeAll(ledgers: readonly Ledger[]): Promise<void> {
  await Promise.all(ledgers.map((ledger) => ledger.close()));
}
