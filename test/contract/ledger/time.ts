import assert from 'node:assert/strict';
import { claimOf, counterOf, type LedgerStage, remaining, reservationOf, turn } from './stage.ts';

/** Long enough for the calls before it, on a slow machine too. */
const HOLD_MS = 600;

/** Promises about time: what comes back, when, and what does not. */
export function timePromises(stage: LedgerStage): void {
  const { kinds, hasReservations, time } = stage.traits;
  for (const kind of kinds) {
    if (kind === 'concurrency') continue;
    stage.promise(`${kind}: a refused claim is granted after the time it was told`, 2, async (ledgers) => {
      const counter = counterOf(await stage.quickRule(kind, 5, 800));
      let told = await turn(ledgers, 0).spend([claimOf(counter)]);
      for (let spent = 1; told.granted; spent += 1) told = await turn(ledgers, spent).spend([claimOf(counter)]);
      const { retryAfterMs } = told;

      if (time === 'still') {
        await stage.pass(retryAfterMs - 1);
        assert.equal((await turn(ledgers, 1).spend([claimOf(counter)])).granted, false);
        await stage.pass(1);
      } else {
        await stage.pass(retryAfterMs);
      }

      assert.ok(retryAfterMs > 0 && retryAfterMs <= 880, `told ${retryAfterMs} ms`);
      assert.equal((await turn(ledgers, 1).spend([claimOf(counter)])).granted, true);
    });
  }
  if (!hasReservations) return;

  stage.promise('expired reservations leave what they are told to leave, and places never', 2, async (ledgers) => {
    const spent = counterOf(await stage.slowRule('token-bucket', 10));
    const released = counterOf(await stage.slowRule('token-bucket', 10));
    const place = counterOf(await stage.slowRule('concurrency', 1));
    const spending = reservationOf([claimOf(spent, 4), claimOf(place)], { holdMs: HOLD_MS });
    const releasing = reservationOf([claimOf(released, 4)], { holdMs: HOLD_MS, atExpiry: 'release' });
    await turn(ledgers, 0).reserve(spending);
    await turn(ledgers, 0).reserve(releasing);

    await stage.pass(HOLD_MS);
    const settled = await turn(ledgers, 1).settle(spending.id, [0, 0]);
    const views = await turn(ledgers, 1).read([spent, released, place]);

    assert.equal(settled, false);
    assert.deepEqual(
      views.map((view) => view.remaining),
      [6, 10, 1],
    );
    assert.equal((await turn(ledgers, 0).reserve(reservationOf([claimOf(place)]))).granted, true);
  });

  stage.promise('a hundred expired places are all free for the next claims', 2, async (ledgers) => {
    const place = counterOf(await stage.slowRule('concurrency', 100));
    const held = Array.from({ length: 100 }, () => reservationOf([claimOf(place)], { holdMs: HOLD_MS }));
    await Promise.all(held.map((reservation, i) => turn(ledgers, i).reserve(reservation)));

    await stage.pass(HOLD_MS);
    const all = await turn(ledgers, 0).reserve(reservationOf([claimOf(place, 100)]));

    assert.equal(all.granted, true);
    assert.equal(await remaining(turn(ledgers, 1), place), 0);
  });

  stage.promise('a window that has ended takes its settlements with it', 1, async ([ledger]) => {
    const counter = counterOf(await stage.quickRule('fixed-window', 10, HOLD_MS));
    const reservation = reservationOf([claimOf(counter, 4)]);
    await ledger!.reserve(reservation);

    await stage.pass(HOLD_MS);
    const settled = await ledger!.settle(reservation.id, [9]);

    assert.equal(settled, true);
    assert.equal(await remaining(ledger!, counter), 10);
  });

  stage.promise('a reservation of nothing counts also after its bucket was full for long', 1, async ([ledger]) => {
    const rule = await stage.quickRule('token-bucket', 10, 100);
    const counter = counterOf({ ...rule });
    const reservation = reservationOf([claimOf(counter, 0)]);
    await ledger!.reserve(reservation);
    await stage.pass(HOLD_MS);
    await ledger!.spend([claimOf(counterOf(rule))]);

    await ledger!.settle(reservation.id, [1000]);

    const left = await remaining(ledger!, counter);
    assert.ok(left < -900, `left ${left}`);
  });

  stage.promise(
    'nothing of what is settled above the estimate is forgiven for the time before',
    1,
    async ([ledger]) => {
      const counter = counterOf({ kind: 'token-bucket', capacity: 100, refill: 100, perMs: 1000 });
      const reservation = reservationOf([claimOf(counter, 1)]);
      await ledger!.reserve(reservation);
      await stage.pass(HOLD_MS);

      const before = await stage.now();
      await ledger!.settle(reservation.id, [1000]);
      const left = await remaining(ledger!, counter);
      const refilled = Math.ceil(((await stage.now()) - before) / 10);

      assert.ok(left >= -900 && left <= -900 + refilled, `left ${left}, and ${refilled} may have come back since`);
    },
  );

  stage.promise(
    'what is held is not refilled: giving it back never makes more than the bucket holds',
    1,
    async ([ledger]) => {
      const counter = counterOf(await stage.quickRule('token-bucket', 10, 100));
      const reservation = reservationOf([claimOf(counter, 10)]);
      await ledger!.reserve(reservation);
      await stage.pass(HOLD_MS);

      const meanwhile = await ledger!.spend([claimOf(counter, 10)]);
      await ledger!.release(reservation.id);
      // A refusal that was heard is believed for a tenth of a second.
      if (!stage.traits.isExact) await stage.pass(100);
      const after = await ledger!.spend([claimOf(counter, 10)]);

      assert.deepEqual([meanwhile.granted, after.granted], [false, true]);
    },
  );
}
