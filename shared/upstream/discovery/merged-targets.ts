import type { Address } from '../../platform/transport.ts';
import type { TargetOptions } from '../live-target.ts';
import { type DiscoveredTarget, nameOf } from './discovered-target.ts';

/** How found targets become targets of an upstream. */
export interface TargetMaker {
  /** Says where they are learned from, so that a reload that changes nothing of it goes on with those known. */
  readonly source: string;
  /** How a found target is reached. */
  address(found: DiscoveredTarget): Address;
}

/** The targets of the configuration, then those found, each name once. Addresses that stay are the same objects as before. */
export function mergedTargets(
  fixed: readonly TargetOptions[],
  found: readonly DiscoveredTarget[],
  maker: TargetMaker,
  before: readonly TargetOptions[],
): readonly TargetOptions[] {
  const known = new Map(before.map(({ name, address }) => [name, address]));
  const merged = new Map(fixed.map((target) => [target.name, target]));
  for (const each of found) {
    const name = nameOf(each);
    if (merged.has(name)) continue;
    const address = same(known.get(name), maker.address(each));
    merged.set(name, { name, address, weight: each.weight, zone: each.zone });
  }
  return [...merged.values()];
}

/** Connections are kept by address, and those to one whose certificate must be for another name are others. */
function same(before: Address | undefined, now: Address): Address {
  return before && before.tls?.serverName === now.tls?.serverName ? before : now;
}
