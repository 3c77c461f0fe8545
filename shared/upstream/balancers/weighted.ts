import { weightOf } from '../weight-of.ts';
import type { BalancerDefinition } from './balancer.ts';

/** The targets in turn, each as often as its weight says, interleaved rather than in runs. */
export const weighted: BalancerDefinition = {
  name: 'weighted',
  aliases: ['weighted_round_robin', 'weighted-round-robin'],
  about: 'Takes the targets in turn, in proportion to their weights, well mixed.',
  create(_options, { targets }) {
    // Each pick adds to every candidate its weight; who has most is picked and pays the sum.
    const credit = new Float64Array(targets.length);
    return {
      pick(candidates) {
        let total = 0;
        let best = candidates[0]!;
        for (const target of candidates) {
          const weight = weightOf(target);
          total += weight;
          credit[target.index]! += weight;
          if (credit[target.index]! > credit[best.index]!) best = target;
        }
        credit[best.index]! -= total;
        return best;
      },
    };
  },
};
