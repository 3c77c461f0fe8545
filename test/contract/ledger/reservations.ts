import assert from 'node:assert/strict';
import { claimOf, counterOf, type LedgerStage, remaining, reservationOf, turn } from './stage.ts';

/** Promises about reservations: held once, settled once, none left behind. */
export function reservationsPromises(stage: LedgerStage): void {
  const { kinds, hasReservations } = stage.traits;
  if (!hasReservations) return;

  stage.promise('the same id reserves once, however often and wherever it is asked', 4, async (ledgers) => {
    const counter = counterOf(await stage.slowRule('token-bucket', 100));
    const reservation = reservationOf([claimOf(counter, 10)]);

    const verdicts = await Promise.all(Array.from({ length: 20 }, (_, i) => turn(ledgers, i).reserve(reservation)));

    assert.ok(verdicts.every(({ granted }) => granted));
    assert.equal(await remaining(turn(ledgers, 0), counter), 90);
  });

  stage.promise('the same id settles once, and only the first is told so', 4, async (ledgers) => {
    const counter = counterOf(await stage.slowRule('token-bucket', 100));
    const { id } = reservationOf([claimOf(counter, 10)]);
    await turn(ledgers, 0).reserve(reservationOf([claimOf(counter, 10)], { id }));

    const settled = await Promise.all(Array.from({ length: 20 }, (_, i) => turn(ledgers, i).settle(id, [4])));
    const released = await turn(ledgers, 1).release(id);

    assert.equal(settled.filter((was) => was).length, 1);
    assert.equal(released, false);
    assert.equal(await remaining(turn(ledgers, 0), counter), 96);
  });

  stage.promise(
    'an id that was settled lately is granted again, takes nothing and stays settled',
    2,
    async (ledgers) => {
      const counter = counterOf(await stage.slowRule('token-bucket', 100));
      const reservation = reservationOf([claimOf(counter, 10)]);
      await turn(ledgers, 0).reserve(reservation);
      await turn(ledgers, 1).settle(reservation.id, [3]);

      const again = await turn(ledgers, 0).reserve(reservation);
      const settled = await turn(ledgers, 0).settle(reservation.id, [9]);

      assert.equal(again.granted, true);
      assert.equal(settled, false);
      assert.equal(await remaining(turn(ledgers, 0), counter), 97);
    },
  );

  stage.promise('an id nobody knows settles nothing', 1, async ([ledger]) => {
    assert.equal(await ledger?.settle('nobody-knows-it', [1]), false);
    assert.equal(await ledger?.release('nobody-knows-it'), false);
  });

  stage.promise('a refused reservation holds nothing and may be asked again', 2, async (ledgers) => {
    const roomy = counterOf(await stage.slowRule('token-bucket', 100));
    const full = counterOf(await stage.slowRule('concurrency', 1));
    const holder = reservationOf([claimOf(full)]);
    const wanted = reservationOf([claimOf(roomy, 10), claimOf(full)]);
    await turn(ledgers, 0).reserve(holder);

    const refused = await turn(ledgers, 1).reserve(wanted);
    const left = await remaining(turn(ledgers, 0), roomy);
    const settled = await turn(ledgers, 1).settle(wanted.id, [1, 1]);
    await turn(ledgers, 1).release(holder.id);
    const granted = await turn(ledgers, 1).reserve(wanted);

    assert.deepEqual([refused.granted, refused.refused, left, settled], [false, 1, 100, false]);
    assert.equal(granted.granted, true);
    assert.equal(await remaining(turn(ledgers, 0), roomy), 90);
  });

  for (const kind of kinds) {
    if (kind === 'concurrency') continue;
    stage.promise(`${kind}: what is settled above the estimate is owed`, 2, async (ledgers) => {
      const counter = counterOf(await stage.slowRule(kind, 100));
      const reservation = reservationOf([claimOf(counter, 50)]);
      await turn(ledgers, 0).reserve(reservation);

      await turn(ledgers, 1).settle(reservation.id, [130]);

      assert.equal(await remaining(turn(ledgers, 0), counter), -30);
      assert.equal((await turn(ledgers, 0).spend([claimOf(counter)])).granted, false);
    });

    stage.promise(
      `${kind}: a reservation of nothing, made to look for room, is settled to what it came to`,
      2,
      async (ledgers) => {
        const counter = counterOf(await stage.slowRule(kind, 100));
        const reservation = reservationOf([claimOf(counter, 0)]);
        await turn(ledgers, 0).reserve(reservation);

        await turn(ledgers, 1).settle(reservation.id, [100]);

        assert.equal(await remaining(turn(ledgers, 0), counter), 0);
        assert.equal((await turn(ledgers, 0).reserve(reservationOf([claimOf(counter, 0)]))).granted, false);
      },
    );
  }
}
