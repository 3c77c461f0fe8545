import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { BalancerDefinition } from '../../../shared/upstream/balancers/balancer.ts';
import { roundRobin } from '../../../shared/upstream/balancers/round-robin.ts';
import type { EjectionObserver } from '../../../shared/upstream/ejection.ts';
import type { TargetOptions } from '../../../shared/upstream/live-target.ts';
import type { Target } from '../../../shared/upstream/target.ts';
import { Upstream } from '../../../shared/upstream/upstream.ts';
import { routedExchange } from '../../support/exchange.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { SeededRandom } from '../../support/seeded-random.ts';
import { targetOf, targetsOf } from '../../support/targets.ts';

const exchange = routedExchange();
const refused = { kind: 'refused', tookMs: 1 } as const;
const answered = { kind: 'answered', status: 200, tookMs: 1 } as const;

let clock = new FakeClock();

beforeEach(() => {
  clock = new FakeClock();
});

describe('Upstream', () => {
  test('counts a request from its pick to its release', () => {
    const upstream = upstreamOf(targetsOf([1]));

    const target = upstream.pick(exchange, [])!;
    const during = target.inFlight;
    upstream.release(exchange, target, answered);

    assert.equal(during, 1);
    assert.equal(target.inFlight, 0);
  });

  test('has nothing to pick without targets', () => {
    assert.equal(upstreamOf([]).pick(exchange, []), undefined);
  });

  test('gives the balancer the same array of candidates until one is taken out of service', () => {
    const seen: (readonly Target[])[] = [];
    const watching: BalancerDefinition = {
      ...roundRobin,
      create: () => ({
        pick(candidates) {
          seen.push(candidates);
          return candidates[0]!;
        },
      }),
    };
    const upstream = upstreamOf(targetsOf([1, 1]), watching);

    for (let i = 0; i < 5; i += 1) upstream.release(exchange, upstream.pick(exchange, [])!, refused);
    for (let i = 0; i < 2; i += 1) upstream.pick(exchange, []);

    assert.equal(new Set(seen.slice(0, 5)).size, 1);
    assert.equal(seen[5], seen[6]);
    assert.deepEqual(
      seen[5]?.map(({ name }) => name),
      ['t1:80'],
    );
  });

  test('holds nothing against a target whose clients leave', () => {
    const upstream = upstreamOf(targetsOf([1, 1]));

    for (let i = 0; i < 50; i += 1) {
      upstream.release(exchange, upstream.pick(exchange, [])!, { kind: 'client-left', tookMs: 1 });
    }

    assert.ok(upstream.states().every(({ available, failureRate }) => available && failureRate === 0));
  });

  test('tells the balancer of each try once, and nothing bad of a target whose client left', () => {
    const told: (boolean | undefined)[] = [];
    const listening: BalancerDefinition = {
      ...roundRobin,
      create: () => ({ pick: (candidates) => candidates[0]!, learn: (_, { ok }) => void told.push(ok) }),
    };
    const upstream = upstreamOf(targetsOf([1]), listening);

    for (const outcome of [answered, refused, { kind: 'client-left', tookMs: 1 } as const]) {
      upstream.release(exchange, upstream.pick(exchange, [])!, outcome);
    }

    assert.deepEqual(told, [true, false, undefined]);
  });

  test('tells of each ejection once, with when it ends and the request that led to it', () => {
    const told: unknown[] = [];
    const upstream = upstreamOf(targetsOf([1, 1]), roundRobin, (ejection, cause) => told.push([ejection, cause]));
    const [a] = upstream.targets;

    const picked = Array.from({ length: 9 }, () => upstream.pick(exchange, [a!])!);
    for (const target of picked) upstream.release(exchange, target, refused);

    assert.deepEqual(told, [[{ upstream: 'app', target: 't1:80', untilMs: clock.now() + 30_000 }, exchange]]);
  });

  test('leaves a target out that others have ejected, and tells nobody', () => {
    const told: unknown[] = [];
    const upstream = upstreamOf(targetsOf([1, 1]), roundRobin, (ejection) => told.push(ejection));

    upstream.ejectAsOthers('t1:80', clock.now() + 1000);
    upstream.ejectAsOthers('not-there:80', clock.now() + 1000);

    assert.deepEqual(
      upstream.states().map(({ available, ejectedUntil }) => [available, ejectedUntil]),
      [
        [true, undefined],
        [false, clock.now() + 1000],
      ],
    );
    assert.deepEqual(told, []);
  });

  test('shows what is known of each target', () => {
    const upstream = upstreamOf([targetOf('a:80', 3, 'east'), targetOf('b:80')]);
    const [a, b] = upstream.targets;
    for (let i = 0; i < 5; i += 1) upstream.release(exchange, upstream.pick(exchange, [b!])!, refused);
    upstream.pick(exchange, [a!]);

    assert.deepEqual(upstream.states(), [
      {
        ...{ name: 'a:80', weight: 3, zone: 'east', inFlight: 0, available: false, consecutiveFailures: 5 },
        ...{ failureRate: 1, ejectedUntil: clock.now() + 30_000, check: undefined, breaker: undefined, share: 1 },
      },
      {
        ...{ name: 'b:80', weight: 1, zone: undefined, inFlight: 1, available: true, consecutiveFailures: 0 },
        ...{ failureRate: 0, ejectedUntil: undefined, check: undefined, breaker: undefined, share: 1 },
      },
    ]);
  });

  test('keeps requests under way and ejections of targets that stay through reloads', () => {
    const first = upstreamOf([targetOf('a:80'), targetOf('b:80')]);
    const [a] = first.targets as [Target];
    const held = first.pick(exchange, [a])!;
    for (let i = 0; i < 5; i += 1) first.release(exchange, first.pick(exchange, [held])!, refused);

    const second = upstreamOf([targetOf('c:80'), targetOf('b:80', 5), targetOf('a:80')]);
    second.adopt(first);
    const third = upstreamOf([targetOf('b:80'), targetOf('a:80')]);
    third.adopt(second);

    assert.deepEqual(inFlightOf(third), { 'a:80': 0, 'b:80': 1 });
    assert.deepEqual(
      third.states().map(({ available }) => available),
      [true, false],
    );
    first.release(exchange, held, answered);
    assert.deepEqual(inFlightOf(third), { 'a:80': 0, 'b:80': 0 });
  });

  test('counts a request once where two targets have one name', () => {
    const first = upstreamOf([targetOf('a:80'), targetOf('a:80')]);
    for (let held = 0; held < 2; held += 1) first.pick(exchange, [first.targets[0]!]);

    const second = upstreamOf([targetOf('a:80'), targetOf('a:80')]);
    second.adopt(first);

    assert.equal(
      second.states().reduce((sum, { inFlight }) => sum + inFlight, 0),
      2,
    );
  });

  test('counts requests of a newer configuration that began before it adopted the older', () => {
    const first = upstreamOf([targetOf('a:80')]);
    const second = upstreamOf([targetOf('a:80')]);
    const old = first.pick(exchange, [])!;
    const early = second.pick(exchange, [])!;

    second.adopt(first);

    assert.deepEqual(inFlightOf(second), { 'a:80': 2 });
    first.release(exchange, old, answered);
    second.release(exchange, early, answered);
    assert.deepEqual(inFlightOf(second), { 'a:80': 0 });
  });
});

function upstreamOf(
  targets: readonly TargetOptions[],
  balancer: BalancerDefinition = roundRobin,
  onEjected?: EjectionObserver,
): Upstream {
  return new Upstream(
    {
      ...{ name: 'app', targets, balancer, balancerOptions: {}, onEjected },
      passiveHealth: {
        ...{ consecutiveFailures: 5, failureRate: 0.5, minRequests: 20, windowMs: 10_000 },
        ...{ ejectionMs: 30_000, maxEjectedPercent: 50 },
      },
    },
    { clock, random: new SeededRandom(1) },
  );
}

function inFlightOf(upstream: Upstream): Record<string, number> {
  return Object.fromEntries(upstream.targets.map(({ name, inFlight }) => [name, inFlight]));
}
