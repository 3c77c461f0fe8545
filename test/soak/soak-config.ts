import { pairText } from '../support/certificates.ts';

/** What the configuration of the storm is made of. */
export interface SoakConfig {
  readonly folder: string;
  /** Ports of targets that are there, and one where nobody listens. */
  readonly ports: readonly number[];
  readonly deadPort: number;
  /** Which of its forms: each names other targets, other waits and other bounds of connections. */
  readonly turn: number;
}

/** The configuration of the storm, as it stands after so many reloads. */
export function soakConfig({ folder, ports, deadPort, turn }: SoakConfig): string {
  const present = ports.filter((_, i) => i !== turn % (ports.length + 1));
  const targets = [...present, ...(turn % 2 === 0 ? [deadPort] : [])];
  const upstream = (name: string, more: string): string => `
    upstream "${name}" {
      ${targets.map((port) => `target "127.0.0.1:${port}"`).join('\n')}
      timeouts { connect 1; first-byte 1; read 1; write 1; ${more} }
      connection-pool { max-connections ${turn % 3 === 0 ? 40 : 60}; max-idle 20; idle-timeout 1 }
      passive-health { consecutive-failures 20; ejection-secs 0.5 }
    }`;
  return `
    system { graceful-shutdown-timeout-secs 5 }
    limits { max-connections-per-client 5000 }
    listeners {
      listener "main" { address "127.0.0.1:0"; request-timeout-secs 2; header-timeout-secs 2 }
      listener "secure" { address "127.0.0.1:0"; protocol "https"; request-timeout-secs 2; tls { ${pairText('main')} } }
      ${turn % 4 === 1 ? `listener "second" { address "unix:${folder}/second.sock" }` : ''}
    }
    upstreams {
      ${upstream('plain', '')}
      ${upstream('again', 'request 6')}
    }
    routes {
      route "plain" { matches { path-prefix "/s" }; upstream "plain" }
      route "again" {
        matches { path-prefix "/r" }
        upstream "again"
        retry-policy { max-attempts 3; retryable-status-codes 503; backoff "5ms"; budget-percent 50; retry-non-idempotent #true }
      }
      route "sockets" { matches { path-prefix "/ws" }; upstream "plain"; websocket #true }
      route "inside" { matches { path "/-/upstreams" }; service-type "builtin"; builtin-handler "upstreams" }
    }
    observability {
      logging {
        access-log { file "${folder}/access.log"; buffer-size ${turn % 2 === 0 ? 0 : 4096} }
        error-log { file "${folder}/error.log" }
      }
    }`;
}
