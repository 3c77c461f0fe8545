import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leastTokensQueued } from '../../../../shared/upstream/balancers/least-tokens-queued.ts';
import { tokensSlot } from '../../../../shared/upstream/tokens-slot.ts';
import { Balancing } from '../../../support/balancing.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { targetsOf } from '../../../support/targets.ts';

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
