import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { Stage } from './stage.ts';

const two = 'target "a.test:80"; target "b.test:80"';
const off = 'passive-health { enabled #false }';
const upstreamBreaker = (settings: string): Slots => ({ upstream: `${off}; circuit-breaker { ${settings} }` });
const routeBreaker = (settings: string): Slots => ({ upstream: off, route: `circuit-breaker { ${settings} }` });

/** How many of so many failing requests reach a target before none does any more. */
async function reachedWhileFailing(stage: Stage, count = 20): Promise<number> {
  stage.origin = (call) => call.answer(503);
  const before = stage.reached.length;
  await stage.times(count);
  return stage.reached.length - before;
}

async function openThenWait(stage: Stage, ms: number): Promise<void> {
  await reachedWhileFailing(stage);
  stage.platform.time.jump(ms);
}

/** Opens the breaker, waits, and counts how many of ten requests that come at once are let through. */
async function atOnce(stage: Stage): Promise<number> {
  await openThenWait(stage, 31_000);
  const held: (() => void)[] = [];
  stage.origin = (call) => void held.push(() => call.answer(200, new BytesBody('ok')));
  const asked = Array.from({ length: 10 }, () => stage.ask());
  const { length } = held;
  for (const answer of held) answer();
  await Promise.all(asked);
  return length;
}

/** Opens it, waits, lets one request succeed, then counts how many at once are let through. */
async function atOnceAfterOne(stage: Stage): Promise<number> {
  await openThenWait(stage, 31_000);
  stage.origin = (call) => call.answer(200, new BytesBody('ok'));
  await stage.ask();
  const held: (() => void)[] = [];
  stage.origin = (call) => void held.push(() => call.answer(200, new BytesBody('ok')));
  const asked = Array.from({ length: 10 }, () => stage.ask());
  const { length } = held;
  for (const answer of held) answer();
  await Promise.all(asked);
  return length;
}

async function usedAgain(stage: Stage): Promise<number> {
  await openThenWait(stage, 10_000);
  stage.origin = (call) => call.answer(200, new BytesBody('ok'));
  return (await stage.ask()).status;
}

for (const [where, breaker, names] of [
  [
    'a target',
    upstreamBreaker,
    [
      'upstreams.circuit-breaker.failure-threshold',
      'upstreams.circuit-breaker.success-threshold',
      'upstreams.circuit-breaker.timeout-seconds',
      'upstreams.circuit-breaker.half-open-max-requests',
    ],
  ],
  [
    'a route',
    routeBreaker,
    [
      'routes.circuit-breaker.failure-threshold',
      'routes.circuit-breaker.success-threshold',
      'routes.circuit-breaker.timeout-seconds',
      'routes.circuit-breaker.half-open-max-requests',
    ],
  ],
] as const) {
  const [failures, successes, timeout, halfOpen] = names;

  describe(`the circuit breaker of ${where}`, () => {
    alive(failures, 'is how many failures in a row open it', {
      off: breaker(''),
      on: breaker('failure-threshold 2'),
      see: (stage) => reachedWhileFailing(stage),
      shows: [5, 2],
    });
    alive(successes, 'is how many successes close it', {
      off: breaker(''),
      on: breaker('success-threshold 1'),
      see: atOnceAfterOne,
      shows: [1, 10],
    });
    alive(timeout, 'is how long it stays open', {
      off: breaker(''),
      on: breaker('timeout-seconds 5'),
      see: usedAgain,
      shows: [503, 200],
    });
    alive(halfOpen, 'is how many requests try at once', {
      off: breaker(''),
      on: breaker('half-open-max-requests 3'),
      see: atOnce,
      shows: [1, 3],
    });
  });
}

describe('who shares a circuit breaker', () => {
  const per = (value: string): Slots => ({
    targets: two,
    upstream: `${off}; load-balancing "round-robin"; circuit-breaker { per "${value}" }`,
  });
  alive('upstreams.circuit-breaker.per', 'is the target, or the upstream as a whole', {
    off: per('target'),
    on: per('upstream'),
    see: (stage) => reachedWhileFailing(stage),
    shows: [10, 5],
  });
});

describe('targets that fail or come back', () => {
  /** A target `a` of two that fails; how many of so many requests reach it. */
  const takenByA = async (stage: Stage, count: number) => {
    const before = stage.reached.length;
    await stage.times(count);
    return stage.reached.slice(before).filter((host) => host === 'a.test').length;
  };
  const health = (settings: string, more = ''): Slots => ({
    targets: two,
    upstream: `passive-health { consecutive-failures 1; max-ejected-percent 100; ${settings} }; ${more}`,
  });
  alive('upstreams.passive-health.failure-statuses', 'are the statuses that count against a target', {
    off: health(''),
    on: health('failure-statuses 500 503'),
    see: async (stage) => {
      stage.origin = (call) => call.answer(call.request.address.host === 'a.test' ? 500 : 200);
      return await takenByA(stage, 20);
    },
    shows: [10, 1],
  });
  alive('upstreams.passive-health.panic-percent', 'is the share in service below which all are used', {
    off: health(''),
    on: health('panic-percent 60'),
    see: async (stage) => {
      stage.origin = (call) => call.answer(call.request.address.host === 'a.test' ? 503 : 200);
      return await takenByA(stage, 20);
    },
    shows: [1, 10],
  });
  alive('upstreams.slow-start-secs', 'is how long a target that is back takes to get its share', {
    off: health(''),
    on: health('', 'slow-start-secs 60'),
    see: async (stage) => {
      stage.origin = (call) =>
        call.request.address.host === 'a.test' ? call.fail(new Fault('upstream_reset')) : call.answer(200);
      await stage.times(4);
      stage.platform.time.jump(31_000);
      stage.origin = (call) => call.answer(200);
      const soon = await takenByA(stage, 100);
      stage.platform.time.jump(61_000);
      return [soon > 25, (await takenByA(stage, 100)) > 40];
    },
    shows: [
      [true, true],
      [false, true],
    ],
  });
});

describe('the circuit breaker of an upstream that is fallen back to', () => {
  test('holds for the routes that fall back to it', async () => {
    const stage = await Stage.of({
      upstream: off,
      route: 'fallback { triggers { on-error-codes 503 }; fallback-upstream "second" }',
      upstreams: `upstream "second" {
        target "b.test:80"
        ${off}
        circuit-breaker { per "upstream"; failure-threshold 2 }
      }`,
    });
    stage.origin = (call) => call.answer(503);

    await stage.times(6);

    assert.equal(stage.reached.filter((host) => host === 'b.test').length, 2);
  });
});
