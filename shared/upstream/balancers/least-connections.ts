import type { BalancerDefinition } from './balancer.ts';
import { Lowest } from './lowest.ts';

/** The target with the fewest requests under way. */
export const leastConnections: BalancerDefinition = {
  name: 'least-connections',
  aliases: ['least_connections', 'leastconnections'],
  about: 'Takes the target with the fewest requests under way, whatever the weights.',
  create() {
    const lowest = new Lowest((target) => target.inFlight);
    return { pick: (candidates) => lowest.pick(candidates) };
  },
};
