import { hash32 } from '../hash.ts';
import { Rendezvous } from '../rendezvous.ts';
import type { BalancerDefinition } from './balancer.ts';

/** Always the same target for the same client address. */
export const ipHash: BalancerDefinition = {
  name: 'ip-hash',
  aliases: ['ip_hash', 'iphash'],
  about: 'Sends each client address to the same target, in proportion to the weights.',
  create(_options, { targets }) {
    const rendezvous = new Rendezvous(targets);
    return {
      pick: (candidates, exchange) => rendezvous.pick(candidates, hash32(exchange.client.address)),
    };
  },
};
