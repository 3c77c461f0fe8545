import { hashOf } from '../hash-key.ts';
import { Membership } from '../membership.ts';
import { Rendezvous } from '../rendezvous.ts';
import type { Target } from '../target.ts';
import { weightOf } from '../weight-of.ts';
import type { BalancerDefinition } from './balancer.ts';
import type { RingOptions } from './balancer-options.ts';
import { HashRing } from './hash-ring.ts';

/** The same target for the same key, unless it already carries too much; then the next one on the ring. */
export const consistentHash: BalancerDefinition<RingOptions> = {
  name: 'consistent-hash',
  aliases: ['consistent_hash', 'consistenthash'],
  about: 'Sends each key to the same target on a hash ring, and on to the next when the load bound is reached.',
  create({ key = { from: 'client-ip' }, virtualNodes = 150, loadBound = 1.25 }, { targets }) {
    // Below 1 there would not be room for all requests.
    const bound = loadBound === 0 ? 0 : Math.max(1, loadBound);
    const ring = new HashRing(targets, virtualNodes);
    const members = new Membership(targets);
    const rendezvous = new Rendezvous(targets);
    return {
      pick(candidates, exchange) {
        const hash = hashOf(key, exchange);
        const perWeight = bound === 0 ? Number.POSITIVE_INFINITY : loadPerWeight(candidates) * bound;
        const start = ring.nodeOf(hash);
        members.look(candidates);
        for (let step = 0; step < ring.size; step += 1) {
          const owner = ring.ownerOf(start + step);
          if (!members.has(owner)) continue;
          const target = targets[owner]!;
          if (target.inFlight < Math.ceil(perWeight * weightOf(target))) return target;
        }
        // Only targets of weight 0, which have no place on the ring, are left.
        return rendezvous.pick(candidates, hash);
      },
    };
  },
};

/** Requests under way for each unit of weight, the one to be placed included. */
function loadPerWeight(candidates: readonly Target[]): number {
  let inFlight = 1;
  let weight = 0;
  for (const target of candidates) {
    inFlight += target.inFlight;
    weight += weightOf(target);
  }
  return inFlight / weight;
}
