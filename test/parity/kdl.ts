import type { Ports } from './case.ts';

/** The parts of a configuration that cases care about; the rest is as small as it can be. */
export interface Parts {
  readonly system?: string;
  /** Children of the one listener, beside its address. */
  readonly listener?: string;
  readonly routes: string;
  readonly upstreams: string;
  /** Further nodes at the top: filters, limits, observability. */
  readonly more?: string;
}

/** A configuration of one listener. */
export function sentinel(
  { listen }: Pick<Ports, 'listen'>,
  { system = '', listener = '', routes, upstreams, more = '' }: Parts,
): string {
  return `
schema-version "1.0"
system {
  ${system}
}
listeners {
  listener "main" {
    address "${listen}"
    ${listener}
  }
}
routes {
  ${routes}
}
upstreams {
  ${upstreams}
}
${more}
`;
}

/** An upstream with these targets, which no failure takes out of service. */
export function upstream(id: string, targets: readonly string[], more = ''): string {
  return `
  upstream "${id}" {
    ${targets.map((address) => `target "${address}"`).join('\n    ')}
    passive-health { enabled #false }
    ${more}
  }`;
}

/** A route on a path prefix. */
export function prefixRoute(id: string, prefix: string, to: string, more = ''): string {
  return `
  route "${id}" {
    matches { path-prefix "${prefix}" }
    upstream "${to}"
    ${more}
  }`;
}

/** A route that names itself in the answer: `X-Route: <id>`. */
export function namedRoute(id: string, matches: string, more = '', to = 'app'): string {
  return `
  route "${id}" {
    matches { ${matches} }
    upstream "${to}"
    policies { response-headers { set { X-Route "${id}" } } }
    ${more}
  }`;
}

/** Filters by their names, and a route for each, on a path of that name. */
export function routePerFilter(
  filters: Readonly<Record<string, string>>,
  to: string,
): Required<Pick<Parts, 'routes' | 'more'>> {
  const names = Object.keys(filters);
  return {
    routes: names.map((id) => prefixRoute(id, `/${id}`, to, `filters "${id}"`)).join('\n'),
    more: `filters {
      ${names.map((id) => `filter "${id}" { ${filters[id]} }`).join('\n      ')}
    }`,
  };
}
