import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { roundRobin } from '../../../../shared/upstream/balancers/round-robin.ts';
import type { HealthChange } from '../../../../shared/upstream/health/health-change.ts';
import type { Target } from '../../../../shared/upstream/target.ts';
import { Upstream, type UpstreamOptions } from '../../../../shared/upstream/upstream.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';
import { targetOf, targetsOf } from '../../../support/targets.ts';

const answered = { kind: 'answered', status: 200, tookMs: 1 } as const;
const refused = { kind: 'refused', tookMs: 1 } as const;
const left = { kind: 'client-left', tookMs: 1 } as const;
const breaker = { failureThreshold: 2, successThreshold: 2, timeoutMs: 1000, halfOpenMaxRequests: 1 };
const checks = { healthyThreshold: 2, unhealthyThreshold: 2, initial: 'healthy', panicPercent: 0 } as const;
const ill = { ok: false, reason: 'status 503' } as const;

let clock = new FakeClock();
let changes: HealthChange[] = [];
let gone: string[] = [];

beforeEach(() => {
  clock = new FakeClock();
  changes = [];
  gone = [];
});

function upstreamOf(options: Partial<UpstreamOptions>, targets = targetsOf([1, 1])): Upstream {
  return new Upstream(
    {
      ...{ name: 'app', targets, balancer: roundRobin, balancerOptions: {}, passiveHealth: undefined },
      onChange: (change) => void changes.push(change),
      letGo: ({ name }) => void gone.push(name),
      ...options,
    },
    { clock, random: new SeededRandom(1) },
  );
}

/** The names of the targets that so many requests reach. */
function reached(upstream: Upstream, count = 6): string {
  const names = Array.from({ length: count }, () => {
    const exchange = routedExchange();
    const target = upstream.pick(exchange, []);
    if (target) upstream.release(exchange, target, answered);
    return target?.name.slice(0, 2) ?? 'none';
  });
  return [...new Set(names)].sort().join(' ');
}

function failTwice(upstream: Upstream, target: Target): void {
  for (let i = 0; i < 2; i += 1) {
    const exchange = routedExchange();
    upstream.release(
      exchange,
      upstream.pick(
        exchange,
        upstream.targets.filter((each) => each !== target),
      )!,
      refused,
    );
  }
}

describe('targets that are checked', () => {
  test('are left out once enough checks in a row failed, and are back once enough passed', () => {
    const upstream = upstreamOf({ checks });
    const [a] = upstream.targets as [Target, Target];

    const seen = [ill, { ok: true } as const, ill, ill, { ok: true } as const, { ok: true } as const].map((result) => {
      upstream.noteCheck(a, result);
      return reached(upstream);
    });

    assert.deepEqual(seen, ['t0 t1', 't0 t1', 't0 t1', 't1', 't1', 't0 t1']);
  });

  test('are told of once for each change, with the reason, and are let go', () => {
    const upstream = upstreamOf({ checks });
    const [a] = upstream.targets as [Target, Target];

    for (let i = 0; i < 5; i += 1) upstream.noteCheck(a, ill);

    assert.deepEqual(changes, [{ upstream: 'app', target: 't0:80', what: 'unhealthy', reason: 'status 503' }]);
    assert.deepEqual(gone, ['t0:80']);
  });

  for (const initial of ['check-first', 'unhealthy'] as const) {
    test(`are told of once when the first check fails and they began as "${initial}"`, () => {
      const upstream = upstreamOf({ checks: { ...checks, initial } });

      for (let i = 0; i < 3; i += 1) upstream.noteCheck(upstream.targets[0]!, ill);

      assert.deepEqual(changes, [{ upstream: 'app', target: 't0:80', what: 'unhealthy', reason: 'status 503' }]);
    });
  }

  test('are none at all when all fail, and all of them below the share of panic', () => {
    const calm = upstreamOf({ checks });
    const panicky = upstreamOf({ checks: { ...checks, panicPercent: 51 } });
    for (const upstream of [calm, panicky])
      for (const target of upstream.targets) for (let i = 0; i < 2; i += 1) upstream.noteCheck(target, ill);

    assert.deepEqual([reached(calm), reached(panicky)], ['none', 't0 t1']);
  });

  test('are back from an ejection before its time once enough checks in a row have passed since', () => {
    const passiveHealth = {
      ...{ consecutiveFailures: 2, failureRate: 1, minRequests: 100, windowMs: 10_000 },
      ...{ ejectionMs: 60_000, maxEjectedPercent: 50 },
    };
    const upstream = upstreamOf({ checks, passiveHealth });
    const [a] = upstream.targets as [Target, Target];
    upstream.noteCheck(a, { ok: true });
    failTwice(upstream, a);

    const seen = [{ ok: true } as const, ill, { ok: true } as const, { ok: true } as const].map((result) => {
      clock.advance(1000);
      upstream.noteCheck(a, result);
      return reached(upstream);
    });

    assert.deepEqual(seen, ['t1', 't1', 't1', 't0 t1']);
    assert.deepEqual(
      changes.map(({ what, reason }) => [what, reason]),
      [
        ['ejected', '2 failures in a row'],
        ['returned', 'its checks passed'],
      ],
    );
  });

  test('are used in spite of an ejection where no other is healthy', () => {
    const passiveHealth = {
      ...{ consecutiveFailures: 2, failureRate: 1, minRequests: 9, windowMs: 1000, ejectionMs: 9000 },
      maxEjectedPercent: 100,
    };
    const upstream = upstreamOf({ checks, passiveHealth });
    const [a, b] = upstream.targets as [Target, Target];
    for (let i = 0; i < 2; i += 1) upstream.noteCheck(a, ill);
    failTwice(upstream, b);

    assert.equal(reached(upstream), 't1');
  });

  test('keep their verdicts over a reload, and those that are new begin with the initial one', () => {
    const first = upstreamOf({ checks }, [targetOf('t0:80'), targetOf('t1:80')]);
    for (let i = 0; i < 2; i += 1) first.noteCheck(first.targets[0]!, ill);

    const second = upstreamOf({ checks }, [targetOf('t2:80'), targetOf('t1:80'), targetOf('t0:80')]);
    second.adopt(first);
    const before = reached(second, 9);
    // A check that began under the older configuration counts here too.
    for (let i = 0; i < 2; i += 1) first.noteCheck(first.targets[0]!, { ok: true });

    assert.deepEqual([before, reached(second, 9)], ['t1 t2', 't0 t1 t2']);
  });

  test('go by a verdict from elsewhere until its time is over, whatever the wall clock does', () => {
    const upstream = upstreamOf({ checks });
    upstream.takeVerdict('t0:80', { healthy: false, degraded: false, reason: 'down' }, clock.now() + 1000);
    const during = reached(upstream);
    clock.advance(1000);

    assert.deepEqual([during, reached(upstream)], ['t1', 't0 t1']);
  });

  test('that are removed are let go', () => {
    const first = upstreamOf({}, [targetOf('t0:80'), targetOf('t1:80')]);

    upstreamOf({}, [targetOf('t1:80')]).adopt(first);

    assert.deepEqual(gone, ['t0:80']);
  });
});

describe('targets with circuit breakers', () => {
  test('are tried by one request alone when their time is over, while others go elsewhere', () => {
    const upstream = upstreamOf({ breaker });
    const [a] = upstream.targets as [Target, Target];
    failTwice(upstream, a);
    const open = reached(upstream);
    clock.advance(1000);
    const held = Array.from({ length: 10 }, () => {
      const exchange = routedExchange();
      return { exchange, target: upstream.pick(exchange, [])! };
    });

    assert.equal(open, 't1');
    assert.equal(held.filter(({ target }) => target === a).length, 1);
  });

  test('give the place of a request back whose client leaves', () => {
    const upstream = upstreamOf({ breaker }, targetsOf([1]));
    failTwice(upstream, upstream.targets[0]!);
    clock.advance(1000);
    for (let i = 0; i < 5; i += 1) {
      const exchange = routedExchange();
      upstream.release(exchange, upstream.pick(exchange, [])!, left);
    }

    assert.equal(upstream.states()[0]!.breaker, 'half-open');
  });

  test('go on with them over a reload while one is tried', () => {
    const first = upstreamOf({ breaker }, targetsOf([1]));
    failTwice(first, first.targets[0]!);
    clock.advance(1000);
    const exchange = routedExchange();
    const trying = first.pick(exchange, [])!;

    const second = upstreamOf({ breaker: { ...breaker, successThreshold: 1 } }, targetsOf([1]));
    second.adopt(first);
    const beside = reached(second);
    first.release(exchange, trying, answered);

    assert.deepEqual([beside, reached(second)], ['none', 't0']);
    assert.deepEqual(
      changes.map(({ what }) => what),
      ['breaker open', 'breaker half-open', 'breaker closed'],
    );
  });

  test('share one before the upstream where routes are put behind it, which a reload keeps', () => {
    const first = upstreamOf({});
    const exchange = routedExchange();
    const route = exchange.routing.route.id;
    first.guard(route, 'all routes', breaker);
    for (let i = 0; i < 2; i += 1) first.release(exchange, first.pick(exchange, [])!, refused);

    const second = upstreamOf({});
    second.adopt(first);
    second.guard(route, 'all routes', breaker);

    assert.equal(second.pick(routedExchange(), []), undefined);
    assert.deepEqual(second.breakers(), [{ part: 'all routes', state: 'open' }]);
  });
});

describe('Upstream.isHealthy', () => {
  test('holds while nothing speaks against one target, and not for those that are used for want of others', () => {
    const rule = { consecutiveFailures: 1, failureRate: 1, minRequests: 100, windowMs: 1000 };
    const passiveHealth = { ...rule, ejectionMs: 30_000, maxEjectedPercent: 100 };
    const upstream = upstreamOf({ passiveHealth, checks: { ...checks, unhealthyThreshold: 1 } });
    const [first, second] = upstream.targets;
    const before = upstream.isHealthy();
    upstream.noteCheck(first!, ill);
    const withOne = upstream.isHealthy();
    const exchange = routedExchange();
    upstream.release(exchange, upstream.pick(exchange, [])!, refused);
    const none = [upstream.isHealthy(), upstream.pick(routedExchange(), [])?.name];
    upstream.noteCheck(first!, { ok: true });
    upstream.noteCheck(first!, { ok: true });

    assert.deepEqual([before, withOne, none, upstream.isHealthy()], [true, true, [false, second!.name], true]);
  });
});
