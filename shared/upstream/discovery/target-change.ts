import { type DiscoveredTarget, nameOf } from './discovered-target.ts';

/** What is different now, in words for the log; `undefined` when nothing is. */
export function changeBetween(
  before: readonly DiscoveredTarget[],
  after: readonly DiscoveredTarget[],
): string | undefined {
  const older = new Map(before.map((target) => [nameOf(target), target]));
  const isNew: string[] = [];
  let others = 0;
  for (const target of after) {
    const name = nameOf(target);
    const same = older.get(name);
    older.delete(name);
    if (!same) isNew.push(name);
    else if (!isSame(same, target)) others += 1;
  }
  const parts = [
    ...named('new', isNew),
    ...named('gone', [...older.keys()]),
    ...(others > 0 ? [`${others} weighed or placed anew`] : []),
  ];
  return parts.length === 0 ? undefined : `${after.length} now; ${parts.join('; ')}`;
}

function isSame(a: DiscoveredTarget, b: DiscoveredTarget): boolean {
  return a.weight === b.weight && a.zone === b.zone && a.serverName === b.serverName;
}

function named(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  return [`${what}: ${names.slice(0, most).join(', ')}${rest}`];
}

/** Names in a line of the log. */
const most = 10;
