import { join } from 'node:path';
import { pairText } from '../support/certificates.ts';
import type { Place } from './contender.ts';

/** What is asked of Sentinel beside what is on by default. */
export interface SentinelSettings {
  /** Where the runtime has no files. The upstream is then named as the target is, as `fetch` relays do. */
  readonly logsTo?: 'stdout';
  /** On workerd: with the Host of the client, which fetch cannot send. */
  readonly byConnect?: boolean;
  readonly encrypts?: boolean;
  readonly workers?: number;
  readonly metrics?: boolean;
}

/** The configuration that is measured: a thousand routes, and everything on that is on by default, with an access log. */
export function sentinelConfig({ port, upstreamPort, folder }: Place, settings: SentinelSettings = {}): string {
  const { logsTo, byConnect = false, encrypts = false, workers, metrics = false } = settings;
  const others = Array.from(
    { length: 999 },
    (_, i) => `  route "r${i}" { matches { path-prefix "/service-${i % 100}/v${i}" }; upstream "origin" }`,
  );
  const tls = encrypts ? `; protocol "https"; tls { ${pairText('main')} }` : '';
  // With the client's Host, workerd would need a connection for each request.
  const upstream = logsTo
    ? `host-header "${byConnect ? 'preserve' : 'target'}"`
    : 'connection-pool { max-connections 2000; max-idle 256 }';
  return `${logsTo ? '' : manyConnections(workers)}
listeners { listener "main" { address "127.0.0.1:${port}"${tls} } }
upstreams { upstream "origin" { target "127.0.0.1:${upstreamPort}"; ${upstream} } }
routes {
${others.join('\n')}
  route "measured" { matches { path-prefix "/measured" }; upstream "origin"; policies { max-body-size "1GiB" } }
}
observability { ${metrics ? 'metrics { address "127.0.0.1:0" }; ' : ''}logging { access-log { file "${logsTo ?? join(folder, 'access.log')}" } } }
`;
}

/** One client holds all of the connections here; usually that would be refused. */
function manyConnections(workers: number | undefined): string {
  const threads = workers === undefined ? '' : `worker-threads ${workers}; `;
  return `system { ${threads}max-connections 30000 }
limits { max-connections-per-client 30000; max-total-connections 30000; max-body-size "1GiB" }`;
}
