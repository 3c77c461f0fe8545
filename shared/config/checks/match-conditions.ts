import { compileConditions, type MatchProblem } from '../../routing/conditions.ts';
import { matchInput } from '../match-input.ts';
import type { Section } from '../scopes/scope.ts';
import type { Check } from './look.ts';

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
  return compileConditions(matchInput(matches)).problems;
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
