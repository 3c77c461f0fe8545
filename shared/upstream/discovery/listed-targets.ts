import { splitHostPort } from '../../http/host-port.ts';
import type { DiscoveredTarget } from './discovered-target.ts';
import { fieldOf, listOf, textOf } from './json-value.ts';

/** The targets of a list, or what is wrong with it. A list with a mistake is not used in part. */
export type Listed = { readonly targets: readonly DiscoveredTarget[] } | { readonly problem: string };

/**
 * Reads a JSON list of targets: texts `host:port`, objects with `address` and perhaps `weight` and `zone`, or groups
 * whose `targets` are such texts; alone, or as the `targets` of an object.
 */
export function listedTargets(value: unknown): Listed {
  const items = Array.isArray(value) ? value : fieldOf(value, 'targets');
  if (!Array.isArray(items)) return { problem: 'there is no list of targets' };
  const targets: DiscoveredTarget[] = [];
  for (const [at, item] of items.entries()) {
    const read = readItem(item);
    if (read === undefined) return { problem: `the ${at + 1}. of the list is no target` };
    targets.push(...read);
  }
  return { targets };
}

function readItem(item: unknown): readonly DiscoveredTarget[] | undefined {
  const group = fieldOf(item, 'targets');
  if (group !== undefined) {
    const members = listOf(group)?.map((each) => listedTarget(each, undefined, undefined));
    return members?.every((each) => each !== undefined) ? members : undefined;
  }
  const isText = typeof item === 'string';
  const target = isText
    ? listedTarget(item, undefined, undefined)
    : listedTarget(fieldOf(item, 'address'), fieldOf(item, 'weight'), fieldOf(item, 'zone'));
  return target && [target];
}

/** One target by what was written of it; `undefined` when it cannot be one. */
export function listedTarget(address: unknown, weight: unknown = 1, zone?: unknown): DiscoveredTarget | undefined {
  const place = typeof address === 'string' ? splitHostPort(address) : undefined;
  if (!place || place.port === 0 || place.host === '*') return undefined;
  if (typeof weight !== 'number' || !Number.isInteger(weight) || weight < 0 || weight > 65_535) return undefined;
  if (zone !== undefined && textOf(zone) === undefined) return undefined;
  return { ...place, weight, zone: textOf(zone) };
}
