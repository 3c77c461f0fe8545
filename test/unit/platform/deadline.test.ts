import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Deadline } from '../../../shared/platform/deadline.ts';
import { FakeTime } from '../../support/fake-time.ts';

function setUp(): { time: FakeTime; deadline: Deadline; met: () => number } {
  const time = new FakeTime();
  let met = 0;
  const deadline = new Deadline(
    time,
    () => time.monotonic(),
    () => {
      met += 1;
    },
  );
  return { time, deadline, met: () => met };
}

describe('deadline', () => {
  test('is met once, not before its time', () => {
    const { time, deadline, met } = setUp();

    deadline.set(1_000);
    time.advance(999);
    assert.equal(met(), 0);
    time.advance(10_000);

    assert.equal(met(), 1);
  });

  test('moves later without a second timer', () => {
    const { time, deadline, met } = setUp();

    deadline.set(1_000);
    for (let i = 0; i < 20; i += 1) {
      time.advance(500);
      deadline.set(1_000);
    }
    assert.equal(met(), 0);
    assert.equal(time.wheel.size, 1);
    time.advance(1_200);

    assert.equal(met(), 1);
  });

  test('moves earlier', () => {
    const { time, deadline, met } = setUp();

    deadline.set(60_000);
    deadline.set(300);
    time.advance(500);

    assert.equal(met(), 1);
    assert.equal(time.wheel.size, 0);
  });

  test('is not met once lifted, and can be set again', () => {
    const { time, deadline, met } = setUp();

    deadline.set(300);
    deadline.clear();
    time.advance(1_000);
    assert.equal(met(), 0);
    deadline.set(300);
    time.advance(500);

    assert.equal(met(), 1);
  });

  test('leaves no timer behind when disposed', () => {
    const { time, deadline } = setUp();

    deadline.set(300);
    deadline.dispose();

    assert.equal(time.wheel.size, 0);
  });
});
