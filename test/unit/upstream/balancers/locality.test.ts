import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leastTokensQueued } from '../../../../shared/upstream/balancers/least-tokens-queued.ts';
import { locality } from '../../../../shared/upstream/balancers/locality.ts';
import { Balancing } from '../../../support/balancing.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { targetOf } from '../../../support/targets.ts';

const targets = [targetOf('a', 1, 'east'), targetOf('b', 3, 'east'), targetOf('c', 1, 'west'), targetOf('d', 1)];
const balancingIn = (zone: string) => new Balancing({ balancer: locality, targets, options: { locality: { zone } } });

describe('locality', () => {
  test('stays within its zone, by weight', () => {
    assert.deepEqual(balancingIn('east').counts(8), { a: 2, b: 6, c: 0, d: 0 });
  });

  test('goes to other zones when no target of its own is left', () => {
    const balancing = balancingIn('east');

    const picked = Array.from({ length: 4 }, () => balancing.request({}, { tried: ['a', 'b'] }));

    assert.deepEqual(picked.toSorted(), ['c', 'c', 'd', 'd']);
  });

  test('takes none of another zone when it is to stay in its own', () => {
    const options = { locality: { zone: 'east', staysLocal: true } };
    const { upstream } = new Balancing({ balancer: locality, targets, options });
    const [a, b] = upstream.targets;

    assert.equal(upstream.pick(routedExchange(), [a!, b!]), undefined);
    assert.ok(upstream.targets.every(({ inFlight }) => inFlight === 0));
  });

  test('uses all targets where it knows its zone of none', () => {
    assert.deepEqual(balancingIn('north').counts(8), { a: 2, b: 2, c: 2, d: 2 });
  });

  test('tells the fallback only of its own picks', () => {
    const fallback = { balancer: leastTokensQueued, options: {} };
    const balancing = new Balancing({ balancer: locality, targets, options: { locality: { zone: 'west', fallback } } });
    for (let i = 0; i < 5; i += 1) balancing.request();

    const remote = Array.from({ length: 6 }, () => balancing.hold({}, ['c']));

    // Releases without picks would have left the queues below nothing.
    assert.deepEqual(remote.toSorted(), ['a', 'a', 'b', 'b', 'd', 'd']);
  });
});
