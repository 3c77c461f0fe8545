/** What a configuration says of the queries of a route. */
export interface QueryRules {
  /** Names of parameters that make no difference. */
  readonly ignoredParameters: ReadonlySet<string>;
  /** The order of parameters makes none. */
  readonly sortsParameters: boolean;
}

/**
 * The query without what makes no difference; what is left is both sent and part of the key. Where nothing is said of it, it
 * stays to the letter: origins may tell any two apart. Parameters of one name keep their order, which means something to many.
 */
export function normalQuery(
  query: string | undefined,
  { ignoredParameters, sortsParameters }: QueryRules,
): string | undefined {
  if (query === undefined || (ignoredParameters.size === 0 && !sortsParameters)) return query;
  let pairs = query.split('&');
  if (ignoredParameters.size > 0) pairs = pairs.filter((pair) => !ignoredParameters.has(nameOf(pair)));
  if (pairs.length === 0) return undefined;
  return (sortsParameters ? pairs.sort(byName) : pairs).join('&');
}

function byName(one: string, other: string): number {
  const [a, b] = [rawNameOf(one), rawNameOf(other)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function rawNameOf(pair: string): string {
  const equals = pair.indexOf('=');
  return equals === -1 ? pair : pair.slice(0, equals);
}

function nameOf(pair: string): string {
  const name = rawNameOf(pair);
  if (!name.includes('%') && !name.includes('+')) return name;
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    // Not UTF-8: nobody can have named it in a configuration.
    return name;
  }
}
