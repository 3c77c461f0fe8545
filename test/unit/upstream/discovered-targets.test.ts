import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressOf, found, foundUpstream, namesOf } from '../../support/discovery.ts';
import { routedExchange } from '../../support/exchange.ts';
import { targetOf } from '../../support/targets.ts';

const exchange = routedExchange();
const refused = { kind: 'refused', tookMs: 1 } as const;
const answered = { kind: 'answered', status: 200, tookMs: 1 } as const;
const passiveHealth = {
  ...{ consecutiveFailures: 2, failureRate: 1, minRequests: 100, windowMs: 10_000 },
  ...{ ejectionMs: 30_000, maxEjectedPercent: 50 },
};
const checks = { healthyThreshold: 1, unhealthyThreshold: 1, initial: 'healthy', panicPercent: 0 } as const;

describe('Upstream, when its targets change', () => {
  test('has those of the configuration and then those found, each once', () => {
    const { upstream } = foundUpstream({ targets: [targetOf('b:80')] });

    upstream.discover(found('a', 'b', 'c'));

    assert.deepEqual(namesOf(upstream), ['b:80', 'a:80', 'c:80']);
  });

  test('goes on counting the requests under way to targets that stay', () => {
    const { upstream } = foundUpstream();
    upstream.discover(found('a'));
    const target = upstream.pick(exchange, [])!;

    upstream.discover(found('0', 'a'));
    const during = upstream.states().map(({ inFlight }) => inFlight);
    upstream.release(exchange, target, answered);

    assert.deepEqual(during, [0, 1]);
    assert.deepEqual(
      upstream.states().map(({ inFlight }) => inFlight),
      [0, 0],
    );
  });

  test('takes a request back whose target is gone, and lets its connections go', () => {
    const { upstream, letGo } = foundUpstream();
    upstream.discover(found('a'));
    const target = upstream.pick(exchange, [])!;

    upstream.discover(found('b'));
    upstream.release(exchange, target, refused);

    assert.deepEqual([target.inFlight, letGo, namesOf(upstream)], [0, ['a:80'], ['b:80']]);
  });

  test('keeps a target out that was ejected, though its place is another', () => {
    const { upstream } = foundUpstream({ passiveHealth });
    upstream.discover(found('b', 'c'));
    for (let fails = 0; fails < 2; ) {
      const target = upstream.pick(exchange, [])!;
      if (target.name === 'b:80') fails += 1;
      upstream.release(exchange, target, target.name === 'b:80' ? refused : answered);
    }

    upstream.discover(found('a', 'b', 'c'));

    assert.deepEqual(
      upstream.states().map(({ available }) => available),
      [true, false, true],
    );
  });

  test('learns from a request that began before the change', () => {
    const { upstream } = foundUpstream({ passiveHealth: { ...passiveHealth, consecutiveFailures: 1 } });
    upstream.discover(found('b'));
    const target = upstream.pick(exchange, [])!;
    upstream.discover(found('a', 'b'));
    upstream.release(exchange, target, refused);

    assert.deepEqual(
      upstream.states().map(({ available }) => available),
      [true, false],
    );
  });

  test('keeps verdicts of checks, and takes one of a check that began before', () => {
    const { upstream } = foundUpstream({ checks });
    upstream.discover(found('b', 'c'));
    const [b, c] = upstream.targets;
    upstream.noteCheck(b!, { ok: false, reason: 'ill' });
    upstream.discover(found('a', 'b', 'c'));
    upstream.noteCheck(c!, { ok: false, reason: 'ill too' });

    assert.deepEqual(
      upstream.states().map(({ check }) => check?.healthy),
      [true, false, false],
    );
  });

  test('keeps a breaker open', () => {
    const breaker = { failureThreshold: 1, successThreshold: 1, timeoutMs: 10_000, halfOpenMaxRequests: 1 };
    const { upstream } = foundUpstream({ breaker });
    upstream.discover(found('b'));
    upstream.release(exchange, upstream.pick(exchange, [])!, refused);
    const before = upstream.states()[0]?.breaker;
    upstream.discover(found('a', 'b'));

    assert.deepEqual([before, upstream.states().map((state) => state.breaker)], ['open', ['closed', 'open']]);
  });

  test('does not try a target again that was tried before the change', () => {
    const { upstream } = foundUpstream();
    upstream.discover(found('a'));
    const tried = [upstream.pick(exchange, [])!];
    upstream.discover(found('a', 'b'));

    assert.deepEqual(
      [1, 2, 3].map(() => upstream.pick(exchange, tried)?.name),
      ['b:80', 'b:80', 'b:80'],
    );
  });

  test('goes on with what the balancer has learnt of targets that stay', () => {
    const { upstream } = foundUpstream({}, 'peak-ewma');
    upstream.discover(found('b', 'c'));
    const slow = { kind: 'answered', status: 200, tookMs: 900 } as const;
    for (let learnt = 0; learnt < 1; ) {
      const target = upstream.pick(exchange, [])!;
      if (target.name === 'b:80') learnt += 1;
      upstream.release(exchange, target, target.name === 'b:80' ? slow : answered);
    }

    upstream.discover(found('a', 'b', 'c'));
    const picked = Array.from({ length: 30 }, () => {
      const target = upstream.pick(exchange, [])!;
      upstream.release(exchange, target, answered);
      return target.name;
    });

    assert.equal(picked.includes('b:80'), false);
  });

  test('keeps the share of a subset where it was', () => {
    const { upstream } = foundUpstream({ balancerOptions: { subset: { size: 3 } } }, 'subset');
    const hosts = Array.from({ length: 40 }, (_, i) => `h${i}`);
    const used = () =>
      new Set(
        Array.from({ length: 60 }, () => {
          const target = upstream.pick(exchange, [])!;
          upstream.release(exchange, target, answered);
          return target.name;
        }),
      );
    upstream.discover(found(...hosts));
    const before = used();
    upstream.discover(found(...hosts, 'new'));
    const kept = [...used()].filter((name) => before.has(name));

    assert.ok(kept.length >= 2, `only ${kept} of ${[...before]} stayed`);
  });

  test('brings new targets up slowly, but not the first ones', () => {
    const { upstream } = foundUpstream({ slowStartMs: 10_000 });
    upstream.discover(found('a'));
    const first = upstream.states().map(({ share }) => share);
    upstream.discover(found('a', 'b'));

    assert.deepEqual([first, upstream.states().map(({ share }) => share)], [[1], [1, 0.1]]);
  });

  test('hands what was found on to the next configuration, if that asks the same source', () => {
    const { upstream } = foundUpstream();
    upstream.discover(found('a'));
    const next = (source: string) => {
      const made = foundUpstream({ discovery: { source, address: addressOf } }).upstream;
      made.adopt(upstream);
      return namesOf(made);
    };

    assert.deepEqual([next('test'), next('another')], [['a:80'], []]);
  });
});
