import type { RouteFacts } from '../../../shared/engine/plan.ts';
import type { MatchInput } from '../../../shared/routing/conditions.ts';

/** A route as the configuration holds it. */
export interface PlainRoute {
  readonly id: string;
  readonly priority: number;
  readonly match: MatchInput;
}

/** What the routing must answer, by the plainest means: sort, then ask one after the other. */
export function naiveMatch(routes: readonly PlainRoute[], facts: RouteFacts): PlainRoute | undefined {
  return [...routes]
    .sort((a, b) => b.priority - a.priority || score(b.match) - score(a.match))
    .find((route) => fits(route.match, facts));
}

/** The methods for which some route would take the request, when none takes it as it is. */
export function naiveAllowed(routes: readonly PlainRoute[], facts: RouteFacts): string[] | undefined {
  if (naiveMatch(routes, facts)) return undefined;
  const methods = routes
    .filter((r) => fits({ ...r.match, method: undefined }, facts))
    .flatMap((r) => r.match.method ?? []);
  return methods.length === 0 ? undefined : [...new Set(methods)].sort();
}

function score(match: MatchInput): number {
  const paths = [
    ...(match.path ?? []).map(() => 10_000),
    ...(match['path-regex'] ?? []).map(() => 5000),
    ...(match['path-prefix'] ?? []).map((prefix) => 1000 + prefix.length),
  ];
  const hosts = (match.host ?? []).map((host) => (host.startsWith('*.') ? 50 : host.includes('[') ? 60 : 70));
  const headers = (match.header ?? []).map(({ value }) => (value === undefined ? 20 : 30));
  const query = (match['query-param'] ?? []).map(({ value }) => (value === undefined ? 15 : 25));
  const rest = [...headers, ...query, match.method?.length ? 10 : 0].reduce((sum, one) => sum + one, 0);
  return Math.max(0, ...paths) + Math.max(0, ...hosts) + rest;
}

function fits(match: MatchInput, { method, host, path, query, headers }: RouteFacts): boolean {
  const paths = [
    ...(match.path ?? []).map((one) => path === one),
    ...(match['path-prefix'] ?? []).map((one) => path === one || path.startsWith(one.endsWith('/') ? one : `${one}/`)),
    ...(match['path-regex'] ?? []).map((one) => new RegExp(one).test(path)),
  ];
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const hosts = (match.host ?? []).map((one) => {
    if (one.startsWith('*.')) return name.endsWith(one.slice(1)) && name.length >= one.length;
    return one.includes('[') ? new RegExp(one, 'i').test(name) : name === one.toLowerCase();
  });
  const form = new URLSearchParams(query ?? '');
  return (
    (paths.length === 0 || paths.includes(true)) &&
    (hosts.length === 0 || hosts.includes(true)) &&
    (match.method === undefined || match.method.length === 0 || match.method.includes(method)) &&
    (match.header ?? []).every(({ name, value }) => {
      const all = headers.all(name.toLowerCase());
      return value === undefined ? all.length > 0 : all.includes(value);
    }) &&
    (match['query-param'] ?? []).every(({ name, value }) => form.has(name, value))
  );
}
