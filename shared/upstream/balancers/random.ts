import type { BalancerDefinition } from './balancer.ts';

/** Any target. */
export const random: BalancerDefinition = {
  name: 'random',
  aliases: [],
  about: 'Takes any target, whatever the weights.',
  create(_options, { random: chance }) {
    return {
      pick: (candidates) => candidates[Math.floor(chance.next() * candidates.length)]!,
    };
  },
};
