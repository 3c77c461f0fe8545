import { RawClient } from '../support/raw-client.ts';
import type { RawOrigin } from '../support/raw-origin.ts';

/** How the Worker reaches an upstream, and the Host a client must name for it to go that way. */
export interface Way {
  readonly name: 'fetch' | 'connect';
  host(origin: RawOrigin): string;
}

/** `fetch` sends the Host of the address alone; for any other Host there is `connect()`. */
export const ways: readonly Way[] = [
  { name: 'fetch', host: ({ port }) => `127.0.0.1:${port}` },
  { name: 'connect', host: () => 'site.test' },
];

/** Everything goes to one origin; WebSockets are allowed below `/ws`. */
export function proxyTo(origin: RawOrigin, more = ''): string {
  return `
schema-version "1.0"
listeners { listener "main" { address "127.0.0.1:8080" } }
routes {
  route "sockets" {
    matches { path-prefix "/ws" }
    upstream "app"
    websocket #true
  }
  route "all" {
    matches { path-prefix "/" }
    upstream "app"
  }
}
upstreams {
  upstream "app" {
    target "127.0.0.1:${origin.port}"
    passive-health { enabled #false }
  }
}
${more}
`;
}

/** Asks on a connection of its own. */
export async function ask(
  port: number,
  host: string,
  startLine: string,
  lines: readonly string[] = [],
): Promise<RawClient> {
  const client = await RawClient.open(port);
  client.send([`${startLine} HTTP/1.1`, `Host: ${host}`, ...lines, '', ''].join('\r\n'));
  return client;
}
