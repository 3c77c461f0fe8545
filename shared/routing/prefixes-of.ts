import type { Conditions } from './conditions.ts';

/** The path prefixes among the conditions, in the form they are compared in, the longest first. */
export function prefixesOf({ paths }: Conditions): string[] {
  const prefixes = paths.flatMap((path) => (path.kind === 'prefix' ? [path.prefix] : []));
  return prefixes.sort((a, b) => b.length - a.length);
}
