import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { LiveTarget } from '../../../shared/upstream/live-target.ts';
import { PassiveHealth, type PassiveHealthOptions } from '../../../shared/upstream/passive-health.ts';
import type { Target } from '../../../shared/upstream/target.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { targetsOf } from '../../support/targets.ts';

const options: PassiveHealthOptions = {
  ...{ consecutiveFailures: 5, failureRate: 0.5, minRequests: 20, windowMs: 10_000 },
  ...{ ejectionMs: 30_000, maxEjectedPercent: 50 },
};
const targets: readonly Target[] = targetsOf([1, 1, 1, 1]).map((target, i) => new LiveTarget(target, i));
const [a, b, c] = targets as [Target, Target, Target, Target];

let clock = new FakeClock();
let health = new PassiveHealth(targets, options, clock);

beforeEach(() => {
  clock = new FakeClock();
  health = new PassiveHealth(targets, options, clock);
});

describe('PassiveHealth', () => {
  test('takes a target out after as many failures in a row as allowed', () => {
    fail(a, 4);
    const before = health.available();
    fail(a, 1);

    assert.equal(before, targets);
    assert.deepEqual(namesOf(health.available()), ['t1:80', 't2:80', 't3:80']);
  });

  test('starts counting anew after a success', () => {
    fail(a, 4);
    health.report(a, false);
    fail(a, 4);

    assert.equal(health.available(), targets);
  });

  test('takes a target out when more than the allowed share of enough requests failed', () => {
    const byShare = { ...options, consecutiveFailures: 0, minRequests: 100 };
    health = new PassiveHealth(targets, byShare, clock);
    for (let i = 0; i < 50; i += 1) {
      health.report(a, false);
      health.report(a, true);
    }
    const atHalf = health.available();

    health.report(a, true);

    assert.equal(atHalf, targets);
    assert.equal(health.available().includes(a), false);
  });

  test('lets failures of long ago count no more', () => {
    health = new PassiveHealth(targets, { ...options, consecutiveFailures: 0 }, clock);
    fail(a, 19);
    clock.advance(11_000);
    fail(a, 1);

    assert.equal(health.available(), targets);
  });

  test('puts a target back when its time is over, with nothing held against it', () => {
    fail(a, 5);
    clock.advance(29_999);
    const before = health.available();
    clock.advance(1);
    const after = health.available();
    fail(a, 4);

    assert.equal(before.includes(a), false);
    assert.equal(after, targets);
    assert.equal(health.available(), targets);
  });

  test('does not hold the failures before an ejection against a target that is back', () => {
    health = new PassiveHealth(targets, { ...options, consecutiveFailures: 0, windowMs: 100_000 }, clock);
    fail(a, 20);
    const during = health.available();
    clock.advance(30_000);
    fail(a, 19);

    assert.equal(during.includes(a), false);
    assert.equal(health.available(), targets);
  });

  test('takes a target out for longer each time, up to ten times the first', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6].map(() => ejectionOf(a)),
      [30_000, 60_000, 120_000, 240_000, 300_000, 300_000],
    );
  });

  test('forgives one ejection for each such time in service', () => {
    for (let i = 0; i < 3; i += 1) ejectionOf(a);
    clock.advance(60_000);

    assert.equal(ejectionOf(a), 60_000);
  });

  test('keeps to the share of targets that may be out at once', () => {
    for (const target of targets) fail(target, 5);

    assert.deepEqual(namesOf(health.available()), ['t2:80', 't3:80']);
  });

  test('uses all targets when none would be left', () => {
    health = new PassiveHealth(targets, { ...options, maxEjectedPercent: 100 }, clock);
    for (const target of targets) fail(target, 5);

    assert.equal(health.available(), targets);
  });

  test('never takes the only target away', () => {
    health = new PassiveHealth([a], options, clock);
    fail(a, 50);

    assert.deepEqual(health.available(), [a]);
  });

  test('does not prolong an ejection for answers that come in during it', () => {
    fail(a, 5);
    clock.advance(20_000);
    fail(a, 50);
    clock.advance(10_000);

    assert.equal(health.available(), targets);
  });

  test('gives the same array while nothing changes', () => {
    fail(a, 5);
    const first = health.available();
    health.report(b, true);
    clock.advance(1000);

    assert.equal(health.available(), first);
  });

  describe('told of ejections by others', () => {
    test('takes the target out for as long as they say', () => {
      health.ejectAsOthers(a, clock.monotonic() + 40_000);
      const during = health.available();
      clock.advance(39_999);
      const still = health.available();
      clock.advance(1);

      assert.deepEqual(namesOf(during), ['t1:80', 't2:80', 't3:80']);
      assert.equal(still, during);
      assert.equal(health.available(), targets);
    });

    test('takes it out for no longer than it ever would by itself', () => {
      health.ejectAsOthers(a, clock.monotonic() + 1e12);
      clock.advance(300_000);

      assert.equal(health.available(), targets);
    });

    test('leaves it in when their time is over already', () => {
      health.ejectAsOthers(a, clock.monotonic());

      assert.equal(health.available(), targets);
    });

    test('keeps to the share of targets that may be out at once', () => {
      for (const target of targets) health.ejectAsOthers(target, clock.monotonic() + 1000);

      assert.deepEqual(namesOf(health.available()), ['t2:80', 't3:80']);
    });

    test('prolongs an ejection of its own, with the same array of targets, and never shortens it', () => {
      fail(a, 5);
      const before = health.available();
      health.ejectAsOthers(a, clock.monotonic() + 1);
      health.ejectAsOthers(a, clock.monotonic() + 50_000);
      clock.advance(30_000);
      const prolonged = health.available();
      clock.advance(20_000);

      assert.equal(prolonged, before);
      assert.equal(health.available(), targets);
    });

    test('holds it against the target as one of its own', () => {
      health.ejectAsOthers(a, clock.monotonic() + 30_000);
      clock.advance(30_000);

      assert.equal(ejectionOf(a), 60_000);
    });

    test('gives the same array when it hears of the same again', () => {
      health.ejectAsOthers(a, clock.monotonic() + 30_000);
      const first = health.available();
      health.ejectAsOthers(a, clock.monotonic() + 30_000);

      assert.equal(health.available(), first);
    });

    test('takes nothing out when it is off', () => {
      health = new PassiveHealth(targets, undefined, clock);
      health.ejectAsOthers(a, clock.monotonic() + 1000);

      assert.equal(health.available(), targets);
    });
  });

  test('takes nothing out when it is off', () => {
    health = new PassiveHealth(targets, undefined, clock);
    fail(a, 500);

    assert.equal(health.available(), targets);
  });

  test('shares what it learns with the health of a newer configuration', () => {
    const newer = new PassiveHealth(targets, options, clock);
    fail(a, 5);
    for (const target of targets) newer.join(target, health, target);
    const adopted = newer.available();

    fail(c, 5);
    const learnt = newer.available();
    clock.advance(30_000);

    assert.deepEqual(namesOf(adopted), ['t1:80', 't2:80', 't3:80']);
    assert.deepEqual(namesOf(learnt), ['t1:80', 't3:80']);
    assert.equal(newer.available(), targets);
    assert.equal(health.available(), targets);
  });
});

function fail(target: Target, times: number): void {
  for (let i = 0; i < times; i += 1) health.report(target, true);
}

/** How long the target stays out after failing now; leaves the clock at its return. */
function ejectionOf(target: Target): number {
  fail(target, 5);
  const ms = health.state(target).ejectedUntil - clock.monotonic();
  clock.advance(ms);
  assert.ok(health.available().includes(target));
  return ms;
}

function namesOf(list: readonly Target[]): string[] {
  return list.map(({ name }) => name);
}
