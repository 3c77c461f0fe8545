import { hash32, mix32 } from '../hash.ts';
import { Membership } from '../membership.ts';
import type { Target } from '../target.ts';
import { type BalancerDefinition, recalled } from './balancer.ts';
import type { BalancerOptions } from './balancer-options.ts';
import { InnerChoice } from './inner-choice.ts';

/** A few targets of many, the same ones all the time, others in every process. */
export const subset: BalancerDefinition<BalancerOptions> = {
  name: 'subset',
  aliases: ['deterministic_subset', 'deterministic-subset', 'subsetting'],
  about: 'Uses a fixed share of the targets, different in every process, to keep connections few.',
  create({ subset: { size = 10, id, inner } = {} }, parts) {
    const { targets, random } = parts;
    const chance = recalled(parts, 'subset', () => Math.floor(random.next() * 0x1_0000_0000));
    const seed = id === undefined ? chance : hash32(id);
    const order = inOrderOf(targets, seed);
    const members = new Membership(targets);
    const choice = new InnerChoice(inner, parts);
    let last: readonly Target[] | undefined;
    let chosen: readonly Target[] = [];
    return {
      pick(candidates, exchange) {
        if (candidates !== last) {
          members.look(candidates);
          chosen = order.filter(({ index }) => members.has(index)).slice(0, size);
          last = candidates;
        }
        return choice.pick(chosen, exchange);
      },
      learn: (target, outcome, exchange) => choice.learn(target, outcome, exchange),
    };
  },
};

/** All targets in an order of this process's own: when one of the first leaves, the next moves up. */
function inOrderOf(targets: readonly Target[], seed: number): readonly Target[] {
  const ranks = targets.map((target) => mix32(seed, hash32(target.name)));
  return targets.toSorted((a, b) => ranks[a.index]! - ranks[b.index]!);
}
