import type { RouteFacts } from '../../../shared/engine/plan.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import type { Candidate } from '../../../shared/routing/candidate.ts';
import { compileConditions, type MatchInput } from '../../../shared/routing/conditions.ts';

/** What a test says of a request: the target as a client writes it, and header fields as pairs. */
export interface Asked {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/** The facts of a request for `target`. */
export function asked(target: string, { method = 'GET', host = 'example.com', headers = [] }: Asked = {}): RouteFacts {
  const mark = target.indexOf('?');
  return {
    method,
    host,
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? undefined : target.slice(mark + 1),
    headers: new HeaderList(headers.flat()),
  };
}

/** A route with these conditions, which must be free of problems. */
export function route(id: string, match: MatchInput, priority = 50): Candidate {
  const { conditions, problems } = compileConditions(match);
  if (problems.length > 0) throw new Error(`${id}: ${JSON.stringify(problems)}`);
  return { id, priority, conditions };
}
