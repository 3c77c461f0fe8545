import { weightOf } from '../weight-of.ts';
import { type BalancerDefinition, recalled } from './balancer.ts';

/** The targets in turn, each as often as its weight says, interleaved rather than in runs. */
export const weighted: BalancerDefinition = {
  name: 'weighted',
  aliases: ['weighted_round_robin', 'weighted-round-robin'],
  about: 'Takes the targets in turn, in proportion to their weights, well mixed.',
  create(_options, parts) {
    // Each pick adds to every candidate its weight; who has most is picked and pays the sum.
    const credits = parts.targets.map(({ name }) => recalled(parts, `weighted ${name}`, () => ({ left: 0 })));
    return {
      pick(candidates) {
        let total = 0;
        let best = candidates[0]!;
        for (const target of candidates) {
          const weight = weightOf(target);
          total += weight;
          credits[target.index]!.left += weight;
          if (credits[target.index]!.left > credits[best.index]!.left) best = target;
        }
        credits[best.index]!.left -= total;
        return best;
      },
    };
  },
};
