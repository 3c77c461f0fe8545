import type { RuntimeName } from '../platform/platform.ts';
import type { FetchHost } from './fetch-host.ts';
import { nativeRelay } from './native-relay.ts';
import { openWorkerWebSocket } from './websocket/open-websocket.ts';

const plain: FetchHost = {
  fetch: (url, init) => fetch(url, init),
  decodes: new Set(),
  utf8Headers: false,
  joinsCookies: false,
  sendsHost: false,
  wholeBytes: 0,
  relay: undefined,
};

/** How the `fetch` of each runtime behaves, as measured. */
export const fetchHosts: Readonly<Record<RuntimeName, FetchHost>> = {
  node: { ...plain, decodes: new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']) },
  deno: { ...plain, decodes: new Set(['gzip', 'br']) },
  bun: { ...plain, sendsHost: true },
  workerd: {
    ...plain,
    utf8Headers: true,
    joinsCookies: true,
    // About what one flight of packets brings: who sends so much has it ready, unless it is a stream of events.
    wholeBytes: 16 * 1024,
    relay: nativeRelay(),
    upgrade: joinWebSockets,
    openWebSocket: openWorkerWebSocket,
  },
};

/** The runtime that this code runs in, by the name that each gives itself. */
export function thisRuntime(): RuntimeName {
  const name = typeof navigator === 'undefined' ? '' : navigator.userAgent;
  if (name.startsWith('Cloudflare')) return 'workerd';
  if (name.startsWith('Deno')) return 'deno';
  return name.startsWith('Bun') ? 'bun' : 'node';
}

/** workerd joins the two connections itself when a response carries the WebSocket of another. */
function joinWebSockets(upstream: Response, headers: Headers): Response {
  const { webSocket } = upstream as { webSocket?: unknown };
  return new Response(null, { status: 101, headers, ...({ webSocket } as object) });
}
