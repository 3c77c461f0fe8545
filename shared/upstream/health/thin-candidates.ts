import type { Random } from '../../platform/platform.ts';
import type { Target } from '../target.ts';

/**
 * The candidates of one request where some get only a share of theirs: each of those by chance; all when none would be
 * left. It works on the candidates and not on the weights, so that it holds for every balancer.
 */
export function thinCandidates(
  candidates: readonly Target[],
  bound: Target | undefined,
  shares: { shareOf(target: Target): number },
  random: Random,
): readonly Target[] {
  const given = candidates.map((target) => (target === bound ? 1 : shares.shareOf(target)));
  if (given.every((share) => share === 1)) return candidates;
  const drawn = candidates.filter((_, at) => given[at] === 1 || random.next() < given[at]!);
  return drawn.length === 0 ? candidates : drawn;
}
