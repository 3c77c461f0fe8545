import type { MatchInput } from '../routing/conditions.ts';
import type { Config } from './config.ts';

/** The conditions of a route as the routing takes them. */
export function matchInput(matches: Config['routes'][number]['matches']): MatchInput {
  return {
    path: matches.path,
    'path-prefix': matches.pathPrefix,
    'path-regex': matches.pathRegex,
    host: matches.host,
    method: matches.method,
    header: matches.headers,
    'query-param': matches.queryParams,
  };
}
