import { compileConditions, type MatchProblem } from '../../routing/conditions.ts';
import type { Check } from './look.ts';
import type { Section } from './scope.ts';

/** Patterns of paths and hosts can be read, and cannot be made to hang. */
export const matchConditions: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.routes.forEach(({ matches }, index) => {
      for (const { key, index: at, message } of problemsOf(matches)) {
        look.error([...path, 'routes', index, 'matches', listOf[key], at], message);
      }
    });
  }
};

function problemsOf(matches: Section['routes'][number]['matches']): readonly MatchProblem[] {
  const { problems } = compileConditions({
    path: matches.path,
    'path-prefix': matches.pathPrefix,
    'path-regex': matches.pathRegex,
    host: matches.host,
    method: matches.method,
    header: matches.headers,
    'query-param': matches.queryParams,
  });
  return problems;
}

const listOf: Readonly<Record<MatchProblem['key'], string>> = {
  path: 'path',
  'path-prefix': 'path-prefix',
  'path-regex': 'path-regex',
  host: 'host',
  method: 'method',
  header: 'headers',
  'query-param': 'query-params',
};
