import type { Routed } from '../engine/exchange.ts';

/** The part of the path below the longest prefix of the route; empty at the prefix itself. */
export function pathBelowRoute(exchange: Routed): string {
  return exchange.path.slice(baseOf(exchange).length);
}

/** The longest prefix of the route that the path is under, without a slash at its end. */
export function baseOf({ path, routing }: Routed): string {
  const prefixes = routing.route.prefixes.map((each) => (each.endsWith('/') ? each.slice(0, -1) : each));
  return prefixes.find((each) => path === each || path.startsWith(`${each}/`)) ?? '';
}
