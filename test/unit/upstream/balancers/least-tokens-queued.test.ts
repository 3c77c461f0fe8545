import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leastTokensQueued } from '../../../../shared/upstream/balancers/least-tokens-queued.ts';
import { queueSlot } from '../../../../shared/upstream/queue-slot.ts';
import { tokensSlot } from '../../../../shared/upstream/tokens-slot.ts';
import { Balancing } from '../../../support/balancing.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { targetsOf } from '../../../support/targets.ts';

/** A whole request to the first target, which tells that so many wait there. */
function tells(balancing: Balancing, requests: number): void {
  const { upstream } = balancing;
  const exchange = costing(10);
  const [target, other] = upstream.targets;
  upstream.pick(exchange, [other!]);
  exchange.set(queueSlot, requests);
  upstream.mark(exchange, target!);
  upstream.release(exchange, target!, { kind: 'answered', status: 200, tookMs: 100 });
}

const balancingOf = () => new Balancing({ balancer: leastTokensQueued, targets: targetsOf([1, 1]) });

function costing(tokens: number) {
  const exchange = routedExchange();
  exchange.set(tokensSlot, tokens);
  return exchange;
}

describe('least-tokens-queued', () => {
  test('goes by tokens rather than by requests', () => {
    const { upstream } = balancingOf();
    const large = upstream.pick(costing(1000), [])!;

    const small = Array.from({ length: 10 }, () => upstream.pick(costing(10), [])!);

    assert.ok(small.every((target) => target !== large));
  });

  test('prefers the target that has shown to be faster', () => {
    const { upstream } = balancingOf();
    const [slow, fast] = upstream.targets;
    for (let i = 0; i < 20; i += 1) {
      for (const [target, other, tookMs] of [
        [slow, fast, 1000],
        [fast, slow, 100],
      ] as const) {
        const exchange = costing(100);
        upstream.pick(exchange, [other!]);
        upstream.release(exchange, target!, { kind: 'answered', status: 200, tookMs });
      }
    }

    const picks = Array.from({ length: 11 }, () => upstream.pick(costing(100), [])!);

    assert.ok(picks.filter((target) => target === fast).length >= 9);
  });

  test('takes off what it put on, also when the estimate changes meanwhile', () => {
    const { upstream } = balancingOf();
    const [a, b] = upstream.targets;
    const exchange = costing(500);
    upstream.pick(exchange, [b!]);
    exchange.set(tokensSlot, 1);
    upstream.release(exchange, a!, { kind: 'client-left', tookMs: 1 });
    upstream.pick(costing(1), [a!]);

    assert.equal(upstream.pick(costing(1), []), a);
  });

  test('leaves a target alone that says how many wait there, for a while', () => {
    const balancing = balancingOf();
    const [busy] = balancing.upstream.targets;
    const picks = () =>
      Array.from({ length: 6 }, () => balancing.request()).filter((name) => name === busy!.name).length;

    tells(balancing, 20);
    assert.equal(picks(), 0);
    balancing.clock.advance(60_000);
    assert.ok(picks() > 0);
  });

  test('believes a target that says nobody waits there any more', () => {
    const balancing = balancingOf();
    tells(balancing, 20);
    tells(balancing, 0);

    assert.ok(Object.values(balancing.counts(8)).every((count) => count > 0));
  });

  for (const estimate of [Number.NaN, Number.POSITIVE_INFINITY, -5, 0]) {
    test(`takes an estimate of ${estimate} for one token`, () => {
      const { upstream } = balancingOf();
      const [a, b] = upstream.targets;
      upstream.pick(costing(estimate), [b!]);
      for (let i = 0; i < 2; i += 1) upstream.pick(costing(1), [a!]);

      assert.equal(upstream.pick(costing(1), []), a);
    });
  }
});
