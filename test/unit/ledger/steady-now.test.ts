import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SteadyNow } from '../../../shared/ledger/steady-now.ts';

test('follows the wall clock, also when it jumps ahead', () => {
  const clock = new TwoClocks(1000);
  const time = new SteadyNow(clock);

  assert.equal(time.now(), 1000);
  clock.pass(5.5);
  assert.equal(time.now(), 1005);
  clock.wall += 3_600_000;
  assert.equal(time.now(), 3_601_005);
});

test('never goes back, and goes on at half the pace until the wall clock has caught up', () => {
  const clock = new TwoClocks(100_000);
  const time = new SteadyNow(clock);
  time.now();

  clock.wall -= 10_000;
  assert.equal(time.now(), 100_000);
  clock.pass(1000);
  assert.equal(time.now(), 100_500);
  for (let i = 0; i < 7000; i += 1) {
    clock.pass(1);
    time.now();
  }
  assert.equal(time.now(), 104_000);
  clock.pass(12_000);
  assert.equal(time.now(), 110_000);
  clock.pass(1000);
  assert.equal(time.now(), 111_000);
});

test('goes on from the time a store knew last', () => {
  const clock = new TwoClocks(1000);
  const time = new SteadyNow(clock, 5000);

  assert.equal(time.now(), 5000);
  clock.pass(200);
  assert.equal(time.now(), 5100);
});

class TwoClocks {
  wall: number;
  #monotonic = 0;

  constructor(wall: number) {
    this.wall = wall;
  }

  now(): number {
    return this.wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  pass(ms: number): void {
    this.wall += ms;
    this.#monotonic += ms;
  }
}
