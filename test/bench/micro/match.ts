import type { RouteFacts } from '../../../shared/engine/plan.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import type { Candidate } from '../../../shared/routing/candidate.ts';
import { compileConditions, type MatchInput } from '../../../shared/routing/conditions.ts';
import { RouteTable } from '../../../shared/routing/route-table.ts';

/** What a match costs in a table of one size. */
export interface MatchCost {
  readonly routes: number;
  readonly buildMs: number;
  readonly nsPerMatch: number;
}

/** Measures how long the table takes to find a route, for requests spread over all routes and some that none takes. */
export function measureMatch(count: number, matches = 300_000): MatchCost {
  const routes = makeRoutes(count);
  const buildStart = performance.now();
  const table = new RouteTable(routes);
  const buildMs = performance.now() - buildStart;
  const requests = makeRequests(count);
  run(table, requests, matches);
  const rounds = Array.from({ length: 5 }, () => run(table, requests, matches)).sort((a, b) => a - b);
  return { routes: count, buildMs, nsPerMatch: rounds[2]! };
}

/** Hosts, wildcards, prefixes, exact paths, regular expressions, methods and headers, as large gateways mix them. */
function makeRoutes(count: number): Candidate[] {
  const catchAll = { 'path-prefix': ['/'] };
  return [...Array.from({ length: count - 1 }, (_, i) => matchOf(i)), catchAll].map((match, i) => ({
    id: `route-${i}`,
    priority: i === count - 1 ? 10 : 50,
    conditions: compileConditions(match).conditions,
  }));
}

function matchOf(i: number): MatchInput {
  const tenant = `tenant-${i % 200}.example.com`;
  switch (i % 8) {
    case 0:
      return { path: [`/api/v1/resource-${i}`], host: [tenant] };
    case 1:
      return { 'path-prefix': [`/api/v2/resource-${i}`], host: [tenant] };
    case 2:
      return { 'path-prefix': [`/files/${i}/`], host: ['*.example.com'] };
    case 3:
      return { 'path-prefix': [`/svc-${i}`], method: ['GET', 'POST'] };
    case 4:
      return { 'path-regex': [`^/items-${i}/[0-9]+$`] };
    case 5:
      return { 'path-prefix': ['/by-header'], header: [{ name: 'x-tenant', value: `t${i}` }] };
    default:
      return { path: [`/page/${i}`, `/page/${i}/index.html`] };
  }
}

function makeRequests(count: number): RouteFacts[] {
  return Array.from({ length: 1024 }, (_, n) => {
    const i = Math.floor((n * (count - 1)) / 1024);
    return {
      method: 'GET',
      host: n % 3 === 0 ? `tenant-${i % 200}.example.com:8080` : `tenant-${i % 200}.example.com`,
      path: pathOf(i),
      query: undefined,
      headers: new HeaderList([
        'host',
        'x',
        'accept',
        '*/*',
        'user-agent',
        'bench',
        'x-tenant',
        `t${i}`,
        'cookie',
        'a=b',
      ]),
    };
  });
}

function pathOf(i: number): string {
  if (i % 10 === 9) return `/nothing/here/${i}`;
  const paths = [
    '/api/v1/resource-',
    '/api/v2/resource-',
    '/files/',
    '/svc-',
    '/items-',
    '/by-header/',
    '/page/',
    '/page/',
  ];
  return `${paths[i % 8]}${i}${['', '/sub/x', '/a.png', '/x', '/42', '', '', '/index.html'][i % 8]}`;
}

function run(table: RouteTable<Candidate>, requests: readonly RouteFacts[], matches: number): number {
  const start = performance.now();
  for (let i = 0; i < matches; i += 1) table.match(requests[i & 1023]!);
  return ((performance.now() - start) * 1e6) / matches;
}

if (import.meta.main) {
  for (const count of [10, 1000, 10_000]) {
    const { routes, buildMs, nsPerMatch } = measureMatch(count);
    console.log(`${routes} routes: ${nsPerMatch.toFixed(0)} ns per match, built in ${buildMs.toFixed(1)} ms`);
  }
}
