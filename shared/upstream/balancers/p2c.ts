import type { Target } from '../target.ts';
import { weightOf } from '../weight-of.ts';
import type { BalancerDefinition } from './balancer.ts';

/** Two targets at random, then the less busy of them. */
export const p2c: BalancerDefinition = {
  name: 'p2c',
  aliases: ['power_of_two_choices', 'power-of-two-choices'],
  about: 'Draws two targets by weight and takes the one with fewer requests under way for its weight.',
  create(_options, { targets, random }) {
    const isUniform = targets.every(({ weight }) => weight === targets[0]?.weight);
    return {
      pick(candidates) {
        if (candidates.length === 1) return candidates[0]!;
        const draw = isUniform ? drawEvenly : drawByWeight;
        const first = draw(candidates, undefined, random.next());
        const second = draw(candidates, first, random.next());
        return loadOf(second) < loadOf(first) ? second : first;
      },
    };
  },
};

function loadOf(target: Target): number {
  return target.inFlight / weightOf(target);
}

/** One candidate that is not `other`; `chance` is in [0, 1). */
function drawEvenly(candidates: readonly Target[], other: Target | undefined, chance: number): Target {
  const drawn = candidates[Math.floor(chance * (candidates.length - (other ? 1 : 0)))]!;
  return drawn === other ? candidates.at(-1)! : drawn;
}

function drawByWeight(candidates: readonly Target[], other: Target | undefined, chance: number): Target {
  let total = 0;
  for (const target of candidates) if (target !== other) total += weightOf(target);
  let rest = chance * total;
  let drawn = candidates[0]!;
  for (const target of candidates) {
    if (target === other) continue;
    drawn = target;
    rest -= weightOf(target);
    if (rest < 0) break;
  }
  return drawn;
}
