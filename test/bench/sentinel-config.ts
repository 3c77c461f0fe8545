import { join } from 'node:path';
import type { Place } from './contenders.ts';

/** The configuration that is measured: a thousand routes, and everything on that is on by default, with an access log. */
export function sentinelConfig({ port, upstreamPort, folder, logsTo }: Place & { readonly logsTo?: 'stdout' }): string {
  const others = Array.from(
    { length: 999 },
    (_, i) => `  route "r${i}" { matches { path-prefix "/service-${i % 100}/v${i}" }; upstream "origin" }`,
  );
  return `listeners { listener "main" { address "127.0.0.1:${port}" } }
upstreams { upstream "origin" { target "127.0.0.1:${upstreamPort}"${logsTo ? '' : '; connection-pool { max-connections 256; max-idle 256 }'} } }
routes {
${others.join('\n')}
  route "measured" { matches { path-prefix "/measured" }; upstream "origin" }
}
observability { logging { access-log { file "${logsTo ?? join(folder, 'access.log')}" } } }
`;
}
