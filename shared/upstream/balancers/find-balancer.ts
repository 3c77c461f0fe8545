import type { BalancerDefinition } from './balancer.ts';
import type { BalancerOptions } from './balancer-options.ts';
import { balancers } from './index.ts';

/** The balancer of this name in any of its spellings, upper or lower case. */
export function findBalancer(name: string): BalancerDefinition<BalancerOptions> | undefined {
  const wanted = name.toLowerCase();
  return balancers.find((balancer) => balancer.name === wanted || balancer.aliases.includes(wanted));
}
