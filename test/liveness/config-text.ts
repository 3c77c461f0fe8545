/** The parts of a configuration that a row cares about; the rest is one listener, one route and one upstream. */
export interface Slots {
  /** Nodes at the top. */
  readonly top?: string;
  readonly system?: string;
  readonly limits?: string;
  readonly logging?: string;
  readonly filters?: string;
  /** Children of the listener `main`, and its address. */
  readonly listener?: string;
  readonly address?: string;
  /** Listeners beside it. */
  readonly listeners?: string;
  /** Children of the route `all`, and what it matches. */
  readonly route?: string;
  readonly matches?: string;
  /** What answers the route; the upstream when absent. */
  readonly answers?: string;
  /** Routes beside it. */
  readonly routes?: string;
  /** Children of the upstream `app`, and its targets. */
  readonly upstream?: string;
  readonly targets?: string;
  /** Upstreams beside it. */
  readonly upstreams?: string;
}

/** The configuration that the slots make. */
export function configText(slots: Slots): string {
  const { address = '127.0.0.1:8080', matches = 'path-prefix "/"', answers = 'upstream "app"' } = slots;
  const { targets = 'target "a.test:80"' } = slots;
  return `
    ${slots.top ?? ''}
    ${block('system', slots.system)}
    ${block('limits', slots.limits)}
    ${block('filters', slots.filters)}
    ${slots.logging === undefined ? '' : `observability { logging { ${slots.logging} } }`}
    listeners {
      listener "main" { address "${address}"; ${slots.listener ?? ''} }
      ${slots.listeners ?? ''}
    }
    routes {
      route "all" { matches { ${matches} }; ${answers}; ${slots.route ?? ''} }
      ${slots.routes ?? ''}
    }
    upstreams {
      upstream "app" { ${targets}; ${slots.upstream ?? ''} }
      ${slots.upstreams ?? ''}
    }`;
}

function block(name: string, children: string | undefined): string {
  return children === undefined ? '' : `${name} { ${children} }`;
}
