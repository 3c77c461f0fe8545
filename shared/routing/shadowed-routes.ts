import { type Candidate, inMatchOrder } from './candidate.ts';
import type { Conditions } from './conditions.ts';
import { covers } from './covers.ts';
import type { HostCondition } from './host-condition.ts';
import type { PathCondition } from './path-condition.ts';

/** A route that never gets a request, and one that takes them all before it. */
export interface Shadowed<C extends Candidate> {
  readonly route: C;
  readonly by: C;
}

/**
 * The routes that can never be reached. Every one named is certain; some may be missed, such as a route whose
 * requests are taken by several others together.
 */
export function shadowedRoutes<C extends Candidate>(candidates: readonly C[]): Shadowed<C>[] {
  const earlier = new Map<string, C[]>();
  const shadowed: Shadowed<C>[] = [];
  for (const route of inMatchOrder(candidates)) {
    const by = widerKeys(route.conditions)
      .flatMap((key) => earlier.get(key) ?? [])
      .find((other) => covers(other.conditions, route.conditions));
    if (by !== undefined) shadowed.push({ route, by });
    else for (const key of ownKeys(route.conditions)) remember(earlier, key, route);
  }
  return shadowed;
}

/** Compares with so many routes of the same host and path at most, so that the work does not grow with the square. */
const maxCompared = 100;

function remember<C>(earlier: Map<string, C[]>, key: string, route: C): void {
  const known = earlier.get(key);
  if (known === undefined) earlier.set(key, [route]);
  else if (known.length < maxCompared) known.push(route);
}

/** The keys under which a route is found: one for each pair of its host and path alternatives. */
function ownKeys({ hosts, paths }: Conditions): string[] {
  const pathKeys = paths.length === 0 ? [''] : paths.map(pathKey);
  const hostKeys = hosts.length === 0 ? [''] : hosts.map(hostKey);
  return hostKeys.flatMap((host) => pathKeys.map((path) => `${host} ${path}`));
}

/** The keys of routes that may cover this one: whoever does has an alternative that takes its first host and path. */
function widerKeys({ hosts, paths }: Conditions): string[] {
  const pathKeys = widerPathKeys(paths[0]);
  return widerHostKeys(hosts[0]).flatMap((host) => pathKeys.map((path) => `${host} ${path}`));
}

function widerPathKeys(first: PathCondition | undefined): string[] {
  if (first === undefined) return [''];
  if (first.kind === 'regex') return ['', pathKey(first)];
  const text = first.kind === 'exact' ? first.path : first.prefix;
  const keys = ['', pathKey(first), prefixKey(text)];
  for (let slash = text.indexOf('/'); slash !== -1; slash = text.indexOf('/', slash + 1)) {
    keys.push(prefixKey(text.slice(0, slash)), prefixKey(text.slice(0, slash + 1)));
  }
  return keys;
}

function widerHostKeys(first: HostCondition | undefined): string[] {
  if (first === undefined) return [''];
  if (first.kind === 'regex') return ['', hostKey(first)];
  const name = first.kind === 'exact' ? first.host : first.parent;
  const keys = ['', hostKey(first)];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) keys.push(`*.${name.slice(dot + 1)}`);
  return keys;
}

function pathKey(condition: PathCondition): string {
  if (condition.kind === 'exact') return `=${condition.path}`;
  return condition.kind === 'prefix' ? prefixKey(condition.prefix) : `~${condition.regex.source}`;
}

function prefixKey(prefix: string): string {
  return `^${prefix}`;
}

function hostKey(condition: HostCondition): string {
  if (condition.kind === 'exact') return condition.host;
  return condition.kind === 'wildcard' ? `*.${condition.parent}` : `~${condition.regex.source}`;
}
