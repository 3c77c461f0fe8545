import { splitHostPort } from '../../http/host-port.ts';
import { type DiscoveredTarget, nameOf } from './discovered-target.ts';

/** Targets as they may be used, and what is wrong with the others. */
export interface Tidied {
  readonly targets: readonly DiscoveredTarget[];
  readonly problem: string | undefined;
}

/**
 * What a source said, in an order that does not depend on it: each target once, none that could not be one, those of
 * weight 0 left out, and no more than so many.
 */
export function tidy(found: readonly DiscoveredTarget[], maxTargets: number): Tidied {
  const byName = new Map<string, DiscoveredTarget>();
  let odd = 0;
  for (const target of found) {
    const name = nameOf(target);
    if (!isUsable(target, name)) odd += 1;
    else if (target.weight > 0 && !byName.has(name)) byName.set(name, target);
  }
  const sorted = [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target);
  const targets = sorted.slice(0, maxTargets);
  const over = sorted.length - targets.length;
  const problems = [
    ...(odd > 0 ? [`${odd} that are no host with a port and a weight`] : []),
    ...(over > 0 ? [`${over} beyond the ${maxTargets} of max-targets`] : []),
  ];
  return { targets, problem: problems.length === 0 ? undefined : problems.join(', ') };
}

function isUsable({ weight, port }: DiscoveredTarget, name: string): boolean {
  return port > 0 && splitHostPort(name) !== undefined && Number.isInteger(weight) && weight >= 0 && weight <= 65_535;
}
