import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Routed } from '../../shared/engine/exchange.ts';
import type { BalancerDefinition } from '../../shared/upstream/balancers/balancer.ts';
import type { BalancerOptions } from '../../shared/upstream/balancers/balancer-options.ts';
import { findBalancer } from '../../shared/upstream/balancers/find-balancer.ts';
import { balancers } from '../../shared/upstream/balancers/index.ts';
import type { TargetOptions } from '../../shared/upstream/live-target.ts';
import type { Target } from '../../shared/upstream/target.ts';
import { Upstream } from '../../shared/upstream/upstream.ts';
import { routedExchange } from '../support/exchange.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { RandomTraffic } from '../support/random-traffic.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';
import { targetOf, targetsOf } from '../support/targets.ts';

/** Which promises beyond the common ones a row keeps. */
const byWeight = [
  'weighted',
  'weighted-least-connections',
  'p2c',
  'adaptive',
  'ip-hash',
  'consistent-hash',
  'maglev',
  'locality',
];
const byKey = ['ip-hash', 'consistent-hash', 'maglev'];
const byLoad = ['least-connections', 'weighted-least-connections', 'p2c', 'peak-ewma', 'least-tokens-queued'];

const seed = testSeed();
const options: BalancerOptions = { locality: { zone: 'near' }, sticky: { secret: new Uint8Array(32).fill(7) } };

describe(`balancers (SEED=${seed})`, () => {
  for (const balancer of balancers) {
    describe(balancer.name, () => {
      test('is found by each of its spellings, in upper case too', () => {
        for (const name of [balancer.name, ...balancer.aliases]) {
          assert.equal(findBalancer(name), balancer);
          assert.equal(findBalancer(name.toUpperCase()), balancer);
        }
      });

      test('takes the only target', () => {
        const upstream = upstreamOf(balancer, targetsOf([1], 'near'));

        assert.equal(upstream.pick(client(1), [])?.name, 't0:80');
      });

      test('gives targets of one weight about one share each', () => {
        const upstream = upstreamOf(balancer, targetsOf([1, 1, 1, 1], 'near'));

        const shares = sharesOf(upstream, 4000);

        for (const share of shares) assert.ok(share > 0.18 && share < 0.33, `shares ${shares}`);
      });

      test('never takes a target that was tried, and none when all were', () => {
        const random = new SeededRandom(seed);
        const upstream = upstreamOf(balancer, targetsOf([1, 2, 3, 4, 5], 'near'));

        for (let round = 0; round < 300; round += 1) {
          const exchange = client(random.below(1000));
          const tried: Target[] = [];
          for (let tries = 0; tries < 5; tries += 1) {
            const target = upstream.pick(exchange, tried);
            assert.ok(target && !tried.includes(target));
            upstream.release(exchange, target, { kind: 'refused', tookMs: 1 });
            tried.push(target);
          }
          assert.equal(upstream.pick(exchange, tried), undefined);
        }
      });

      test('chooses also while all targets carry the same load', () => {
        const upstream = upstreamOf(balancer, targetsOf([1, 1, 1], 'near'));
        for (let i = 0; i < 3; i += 1) {
          const tried = upstream.targets.filter((_, index) => index !== i);
          for (let held = 0; held < 5; held += 1) upstream.pick(client(i), tried);
        }

        const picked = upstream.pick(client(9), []);

        assert.ok(picked);
        assert.equal(picked.inFlight, 6);
      });

      test('counts what is under way through any order of picks, ends, ejections and reloads', () => {
        const random = new SeededRandom(seed);

        new RandomTraffic(balancer, options, random).run(3000);
      });
    });
  }

  for (const balancer of rows(byWeight)) {
    describe(`${balancer.name}, by weight`, () => {
      test('gives each target the share of its weight', () => {
        const shares = sharesOf(upstreamOf(balancer, targetsOf([1, 2, 5], 'near')), 8000);

        assertShares(shares, [1 / 8, 2 / 8, 5 / 8]);
      });

      test('gives a target of weight 0 nothing while there is another, and all when there is none', () => {
        const upstream = upstreamOf(balancer, targetsOf([0, 1], 'near'));

        const shares = sharesOf(upstream, 500);
        const last = upstream.pick(client(1), [upstream.targets[1]!]);

        assert.deepEqual(shares, [0, 1]);
        assert.equal(last?.name, 't0:80');
      });

      test('follows new weights after a reload', () => {
        const old = upstreamOf(balancer, targetsOf([1, 3], 'near'));
        sharesOf(old, 100);
        const upstream = upstreamOf(balancer, targetsOf([3, 1], 'near'));
        upstream.adopt(old);

        assertShares(sharesOf(upstream, 8000), [3 / 4, 1 / 4]);
      });
    });
  }

  for (const balancer of rows(byKey)) {
    describe(`${balancer.name}, by key`, () => {
      const five = ['a:80', 'b:80', 'c:80', 'd:80', 'e:80'].map((name) => targetOf(name));

      test('sends a client to the same target each time, also from another process', () => {
        const first = placesOf(upstreamOf(balancer, five));

        assert.deepEqual(placesOf(upstreamOf(balancer, five)), first);
      });

      test('does not depend on the order of the configuration', () => {
        const moved = movedBetween(
          placesOf(upstreamOf(balancer, five)),
          placesOf(upstreamOf(balancer, five.toReversed())),
        );

        assert.ok(moved < keys * 0.05, `${moved} of ${keys} moved`);
      });

      test('moves only the clients of a target that is out of service, and brings them back', () => {
        const upstream = upstreamOf(balancer, five);
        const before = placesOf(upstream);

        const without = placesOf(upstream, [upstream.targets[2]!]);

        const lost = before.filter((name) => name === 'c:80').length;
        assert.equal(movedBetween(before, without), lost);
        assert.ok(lost > keys * 0.12 && lost < keys * 0.3, `${lost} of ${keys} moved`);
        assert.deepEqual(placesOf(upstream), before);
      });

      test('moves about its share of the clients when a target leaves the configuration', () => {
        const before = placesOf(upstreamOf(balancer, five));

        const after = placesOf(upstreamOf(balancer, five.toSpliced(2, 1)));

        const moved = movedBetween(before, after);
        assert.ok(moved > keys * 0.12 && moved < keys * 0.33, `${moved} of ${keys} moved`);
      });

      test('spreads the clients of a lost target over all others', () => {
        const upstream = upstreamOf(balancer, five);
        const before = placesOf(upstream);

        const without = placesOf(upstream, [upstream.targets[2]!]);

        const heirs = new Set(without.filter((_, i) => before[i] === 'c:80'));
        assert.deepEqual([...heirs].sort(), ['a:80', 'b:80', 'd:80', 'e:80']);
      });
    });
  }

  for (const balancer of rows(byLoad)) {
    describe(`${balancer.name}, by load`, () => {
      test('prefers a target with nothing under way to one that is busy', () => {
        const upstream = upstreamOf(balancer, targetsOf([1, 1]));
        for (let held = 0; held < 10; held += 1) upstream.pick(client(held), [upstream.targets[1]!]);

        assert.equal(upstream.pick(client(11), [])?.name, 't1:80');
      });

      test('spreads requests that do not end evenly', () => {
        const upstream = upstreamOf(balancer, targetsOf([1, 1, 1, 1]));

        for (let held = 0; held < 400; held += 1) upstream.pick(client(held), []);

        for (const { inFlight } of upstream.targets) assert.ok(Math.abs(inFlight - 100) <= 5, `${inFlight}`);
      });
    });
  }
});

function rows(names: readonly string[]): readonly BalancerDefinition<BalancerOptions>[] {
  return names.map((name) => findBalancer(name)!);
}

function upstreamOf(
  balancer: BalancerDefinition<BalancerOptions>,
  targets: readonly TargetOptions[],
  clock = new FakeClock(),
): Upstream {
  const parts = { clock, random: new SeededRandom(seed) };
  return new Upstream({ name: 'app', targets, balancer, balancerOptions: options, passiveHealth: undefined }, parts);
}

function client(number: number): Routed {
  return routedExchange({ address: `198.51.${number >> 8}.${number & 255}` });
}

/** What share of one-by-one requests of different clients each target gets. */
function sharesOf(upstream: Upstream, requests: number): number[] {
  const counts = upstream.targets.map(() => 0);
  for (let i = 0; i < requests; i += 1) {
    const exchange = client(i);
    const target = upstream.pick(exchange, [])!;
    upstream.release(exchange, target, { kind: 'answered', status: 200, tookMs: 10 });
    counts[target.index]! += 1;
  }
  return counts.map((count) => count / requests);
}

function assertShares(shares: readonly number[], expected: readonly number[]): void {
  for (const [i, share] of shares.entries()) {
    assert.ok(Math.abs(share - expected[i]!) < 0.25 * expected[i]! + 0.01, `shares ${shares}, expected ${expected}`);
  }
}

const keys = 2000;

/** Names of the targets that clients are sent to while nothing is under way. */
function placesOf(upstream: Upstream, tried: readonly Target[] = []): string[] {
  return Array.from({ length: keys }, (_, i) => {
    const exchange = client(i);
    const target = upstream.pick(exchange, tried)!;
    upstream.release(exchange, target, { kind: 'answered', status: 200, tookMs: 1 });
    return target.name;
  });
}

function movedBetween(before: readonly string[], after: readonly string[]): number {
  return before.filter((name, i) => name !== after[i]).length;
}
