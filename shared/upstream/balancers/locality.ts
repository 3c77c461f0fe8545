import type { Target } from '../target.ts';
import type { BalancerDefinition } from './balancer.ts';
import type { BalancerOptions } from './balancer-options.ts';
import { InnerChoice } from './inner-choice.ts';
import { weighted } from './weighted.ts';

/** Targets of our own zone while there are any. */
export const locality: BalancerDefinition<BalancerOptions> = {
  name: 'locality',
  aliases: ['locality_aware', 'locality-aware', 'localityaware'],
  about: 'Takes targets of its own zone in turn, by weight, and others only when none of those is left.',
  create({ locality: { zone = 'default', fallback, staysLocal = false } = {} }, parts) {
    const nearby = weighted.create({}, parts);
    const remote = new InnerChoice(fallback, parts);
    let last: readonly Target[] | undefined;
    let local: readonly Target[] = [];
    return {
      pick(candidates, exchange) {
        if (candidates !== last) {
          local = candidates.filter((target) => target.zone === zone);
          last = candidates;
        }
        if (local.length === 0) return staysLocal ? undefined : remote.pick(candidates, exchange);
        remote.pass(exchange);
        return nearby.pick(local, exchange);
      },
      learn: (target, outcome, exchange) => remote.learn(target, outcome, exchange),
    };
  },
};
