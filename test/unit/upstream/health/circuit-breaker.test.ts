import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { CircuitBreaker } from '../../../../shared/upstream/health/circuit-breaker.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const options = { failureThreshold: 3, successThreshold: 2, timeoutMs: 1000, halfOpenMaxRequests: 2 };

let now = 0;
let breaker = new CircuitBreaker(options);

beforeEach(() => {
  now = 1_000_000;
  breaker = new CircuitBreaker(options);
});

/** A request that is let through; it ends when it is told how. */
function enter(): object {
  assert.ok(breaker.mayEnter(now));
  const request = {};
  breaker.enter(request);
  return request;
}

function open(): void {
  for (let i = 0; i < 3; i += 1) breaker.leave(enter(), true, now);
}

describe('CircuitBreaker', () => {
  test('opens after failures in a row, and not when a success comes between', () => {
    for (const failed of [true, true, false, true, true]) breaker.leave(enter(), failed, now);
    const between = breaker.state(now);
    breaker.leave(enter(), true, now);

    assert.deepEqual([between, breaker.state(now)], ['closed', 'open']);
  });

  test('lets nothing through until its time is over, to the millisecond', () => {
    open();
    now += 999;
    const before = breaker.mayEnter(now);
    now += 1;

    assert.deepEqual([before, breaker.mayEnter(now)], [false, true]);
  });

  test('lets exactly as many try at once as may, the first included', () => {
    open();
    now += 1000;
    enter();
    enter();

    assert.equal(breaker.mayEnter(now), false);
  });

  test('closes after as many successes as it needs, counted from when it began to try', () => {
    breaker.leave(enter(), false, now);
    open();
    now += 1000;
    breaker.leave(enter(), false, now);
    const afterOne = breaker.state(now);
    breaker.leave(enter(), false, now);

    assert.deepEqual([afterOne, breaker.state(now)], ['half-open', 'closed']);
  });

  test('opens again at the first failure, for its whole time', () => {
    open();
    now += 1000;
    const [first, second] = [enter(), enter()];
    breaker.leave(first, false, now);
    breaker.leave(second, true, now);
    now += 999;
    const before = breaker.state(now);
    now += 1;

    assert.deepEqual([before, breaker.state(now)], ['open', 'half-open']);
  });

  test('neither closes nor loses a place when the client of a request that tries leaves', () => {
    open();
    now += 1000;
    for (let i = 0; i < 10; i += 1) breaker.leave(enter(), undefined, now);

    assert.equal(breaker.state(now), 'half-open');
    enter();
    enter();
    assert.equal(breaker.mayEnter(now), false);
  });

  test('learns nothing from requests that were let through before it opened', () => {
    const [late, later] = [enter(), enter()];
    open();
    breaker.leave(late, false, now);
    now += 1000;
    enter();
    breaker.leave(later, true, now);

    assert.equal(breaker.state(now), 'half-open');
  });

  test('does not wait for the end of an answer that has begun well', () => {
    open();
    now += 1000;
    const [stream, other] = [enter(), enter()];
    breaker.answered(stream, now);
    breaker.answered(stream, now);
    const afterOne = breaker.state(now);
    breaker.answered(other, now);

    assert.deepEqual([afterOne, breaker.state(now)], ['half-open', 'closed']);
  });

  test('tells each change once', () => {
    open();
    const told = [breaker.news(now), breaker.news(now)];
    now += 1000;
    told.push(breaker.news(now), breaker.news(now));

    assert.deepEqual(told, ['open', undefined, 'half-open', undefined]);
  });

  test('never lets more try at once than may, in any order of events', (t) => {
    const seed = testSeed();
    t.diagnostic(`seed ${seed}`);
    const random = new SeededRandom(seed);
    const inside: object[] = [];
    let trying = new Set<object>();
    let most = 0;
    for (let step = 0; step < 20_000; step += 1) {
      now += random.next() * 50;
      const state = breaker.state(now);
      if (state !== 'half-open') trying = new Set();
      if (random.next() < 0.5 && breaker.mayEnter(now)) {
        const request = enter();
        inside.push(request);
        if (state === 'half-open') trying.add(request);
        most = Math.max(most, trying.size);
      } else if (inside.length > 0) {
        const [request] = inside.splice(Math.floor(random.next() * inside.length), 1);
        trying.delete(request!);
        breaker.leave(request!, [true, true, false, undefined][Math.floor(random.next() * 4)], now);
      }
    }

    assert.equal(most, 2);
  });
});
