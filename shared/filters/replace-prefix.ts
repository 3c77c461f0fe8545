import { withOneSlash } from './one-slash.ts';

/**
 * The path with the longest of the prefixes it is under replaced, on segment boundaries; without one, `/` is. Prefixes
 * must come longest first. The replacement begins with `/` and does not end with it, or is empty: then what comes after
 * the prefix begins with exactly one slash.
 */
export function replacePrefix(path: string, prefixes: readonly string[], replacement: string): string {
  const rest = path.slice(prefixLength(path, prefixes));
  return replacement === '' ? withOneSlash(rest) : replacement + rest;
}

/** Whether one of the prefixes takes the path. */
export function isUnderAny(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => isUnder(path, prefix));
}

/**
 * Characters of the longest of the prefixes that the path is under, which come longest first. A final slash of the prefix
 * stays with the rest of the path, which needs it to begin with.
 */
export function prefixLength(path: string, prefixes: readonly string[]): number {
  const prefix = prefixes.find((one) => isUnder(path, one)) ?? '';
  return prefix.endsWith('/') ? prefix.length - 1 : prefix.length;
}

function isUnder(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return path.length === prefix.length || prefix.endsWith('/') || path[prefix.length] === '/';
}
