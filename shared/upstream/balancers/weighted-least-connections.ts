import { weightOf } from '../weight-of.ts';
import type { BalancerDefinition } from './balancer.ts';

/** The target with the fewest requests under way for its weight. */
export const weightedLeastConnections: BalancerDefinition = {
  name: 'weighted-least-connections',
  aliases: ['weighted_least_connections', 'weighted_least_conn', 'weighted-least-conn', 'wlc'],
  about: 'Takes the target with the fewest requests under way for its weight; ties are drawn by weight.',
  create(_options, { random }) {
    return {
      pick(candidates) {
        let best = candidates[0]!;
        let bestScore = Number.POSITIVE_INFINITY;
        let tiedWeight = 0;
        for (const target of candidates) {
          const weight = weightOf(target);
          const score = target.inFlight / weight;
          if (score > bestScore) continue;
          tiedWeight = score < bestScore ? weight : tiedWeight + weight;
          // Drawn one by one, each of the tied ends up chosen with the chance of its weight.
          if (score < bestScore || random.next() * tiedWeight < weight) best = target;
          bestScore = score;
        }
        return best;
      },
    };
  },
};
