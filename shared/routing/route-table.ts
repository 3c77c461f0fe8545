import type { RouteFacts } from '../engine/plan.ts';
import { type Candidate, inMatchOrder } from './candidate.ts';
import { HostIndex } from './host-index.ts';
import { QueryReader } from './query-fields.ts';

/**
 * Routes made ready to be found: by host, then along the path. What a match costs depends on the request and on how
 * many routes want nearly the same, not on how many routes there are.
 */
export class RouteTable<R extends Candidate> {
  /** In the order of matching; a rank is a place in this list. */
  readonly #ordered: readonly R[];
  readonly #hosts = new HostIndex();
  readonly #query: QueryReader;
  /** Every method that some route names. */
  readonly #methods: readonly string[];

  constructor(routes: readonly R[]) {
    this.#ordered = inMatchOrder(routes);
    for (const [rank, route] of this.#ordered.entries()) this.#add(route, rank);
    this.#query = new QueryReader(
      new Set(routes.flatMap(({ conditions }) => conditions.query.map(({ name }) => name))),
    );
    this.#methods = [...new Set(routes.flatMap(({ conditions }) => [...(conditions.methods ?? [])]))].sort();
  }

  /** The first route, in the order of matching, whose conditions all hold. */
  match(facts: RouteFacts): R | undefined {
    return this.#ordered[this.#hosts.pick(facts, this.#query, this.#ordered.length)];
  }

  /** The methods that would be taken, when nothing but its method keeps a request out of every route: for a 405. */
  allowedMethods(facts: RouteFacts): string[] | undefined {
    if (this.match(facts) !== undefined) return undefined;
    const allowed = this.#methods.filter((method) => this.match({ ...facts, method }) !== undefined);
    return allowed.length === 0 ? undefined : allowed;
  }

  #add({ conditions }: R, rank: number): void {
    const hosts = conditions.hosts.length === 0 ? [undefined] : conditions.hosts;
    const paths = conditions.paths.length === 0 ? [undefined] : conditions.paths;
    for (const path of paths) {
      const contender = { rank, regex: path?.kind === 'regex' ? path.regex : undefined, conditions };
      for (const host of hosts) this.#hosts.add(host, path, contender);
    }
  }
}
