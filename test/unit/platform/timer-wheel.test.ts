import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tickMs } from '../../../shared/platform/timer-wheel.ts';
import { FakeTime } from '../../support/fake-time.ts';

describe('timer wheel', () => {
  test('runs a callback never early and at most one tick late', () => {
    const seed = Date.now() % 2 ** 31;
    const random = generator(seed);
    const time = new FakeTime();
    let ran = 0;

    for (let i = 0; i < 2_000; i += 1) {
      const delay = Math.floor(random() * 200_000);
      const due = time.monotonic() + delay;
      time.after(delay, () => {
        ran += 1;
        const late = time.monotonic() - due;
        assert.ok(late >= 0 && late <= tickMs, `seed ${seed}: ${late} ms late`);
      });
      if (i % 7 === 0) time.advance(Math.floor(random() * 350));
    }
    time.advance(200_000 + tickMs);

    assert.equal(ran, 2_000);
    assert.equal(time.wheel.size, 0);
  });

  test('does not run what was cancelled', () => {
    const time = new FakeTime();
    let ran = false;
    const timer = time.after(500, () => {
      ran = true;
    });

    timer.cancel();
    time.advance(2_000);

    assert.equal(ran, false);
    assert.equal(time.wheel.size, 0);
  });

  test('takes a cancel after the run, and a second cancel, without harm', () => {
    const time = new FakeTime();
    const ranAlready = time.after(100, () => {});
    const cancelled = time.after(100_000, () => {});
    time.advance(300);

    ranAlready.cancel();
    cancelled.cancel();
    cancelled.cancel();

    assert.equal(time.wheel.size, 0);
  });

  test('runs everything that came due while the clock jumped by many turns', () => {
    const time = new FakeTime();
    const ran: number[] = [];
    for (const delay of [100, 5_000, 51_200, 60_000, 3_600_000]) time.after(delay, () => ran.push(delay));
    time.after(7_200_000, () => ran.push(7_200_000));

    time.jump(3_700_000);

    assert.deepEqual(
      ran.toSorted((a, b) => a - b),
      [100, 5_000, 51_200, 60_000, 3_600_000],
    );
    assert.equal(time.wheel.size, 1);
  });

  test('keeps a deadline of several turns for its own turn', () => {
    const time = new FakeTime();
    let ran = false;
    time.after(200_000, () => {
      ran = true;
    });

    time.advance(199_900);
    assert.equal(ran, false);
    time.advance(200);

    assert.equal(ran, true);
  });

  test('lets a callback cancel one that is due at the same tick', () => {
    const time = new FakeTime();
    let ran = false;
    time.after(100, () => second.cancel());
    const second = time.after(100, () => {
      ran = true;
    });

    time.advance(500);

    assert.equal(ran, false);
  });

  test('runs a deadline of zero made by a callback at the next tick, not for ever', () => {
    const time = new FakeTime();
    let runs = 0;
    const again = (): void => {
      runs += 1;
      time.after(0, again);
    };
    time.after(0, again);

    time.advance(10 * tickMs);

    assert.ok(runs >= 9 && runs <= 10, `${runs} runs`);
  });

  test('runs the others after a callback that throws', () => {
    const time = new FakeTime();
    let ran = false;
    time.after(100, () => {
      throw new Error('broken callback');
    });
    time.after(100, () => {
      ran = true;
    });

    assert.throws(() => time.advance(200), /broken callback/);
    time.advance(200);

    assert.equal(ran, true);
  });

  test('keeps its driver only while something waits', () => {
    const time = new FakeTime();
    assert.equal(time.running, false);

    const timer = time.after(1_000, () => {});
    assert.equal(time.running, true);
    timer.cancel();
    time.advance(tickMs);
    assert.equal(time.running, false);

    time.advance(90_000);
    let ranAt = 0;
    const due = time.monotonic() + 300;
    time.after(300, () => {
      ranAt = time.monotonic();
    });
    time.advance(600);
    assert.ok(ranAt >= due && ranAt <= due + tickMs, `${ranAt - due} ms late`);
  });
});

/** Numbers in [0, 1) that follow from the seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
