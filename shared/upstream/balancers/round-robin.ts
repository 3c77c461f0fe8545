import type { BalancerDefinition } from './balancer.ts';

/** The targets in turn. */
export const roundRobin: BalancerDefinition = {
  name: 'round-robin',
  aliases: ['round_robin', 'roundrobin'],
  about: 'Takes the targets in turn, whatever their weights.',
  create(_options, { targets, random }) {
    // Many processes or isolates that start together would otherwise all begin with the first target.
    let turn = Math.floor(random.next() * targets.length);
    return {
      pick(candidates) {
        turn = (turn + 1) >>> 0;
        return candidates[turn % candidates.length]!;
      },
    };
  },
};
