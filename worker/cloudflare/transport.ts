import { fetchHosts } from '../../shared/fetch/fetch-hosts.ts';
import { clock, timers } from '../../shared/fetch/platform.ts';
import { FetchTransport } from '../../shared/fetch/transport.ts';
import type { Address, Transport, UpstreamRequest } from '../../shared/platform/transport.ts';
import { loneCall } from './lone-call.ts';
import { workerDialer } from './worker-dialer.ts';

const byFetch = new FetchTransport({ host: fetchHosts.workerd, timers, clock });
const byConnect = { dialer: workerDialer, timers, clock };

/**
 * Reaches upstreams by `fetch`, which keeps connections, where the Host to send is that of the address; else by a
 * connection made for the one request, because `fetch` cannot send any other Host. Upgrades always go by `fetch`: only
 * its WebSocket can be joined to the client's.
 */
export const cloudflareTransport: Transport = {
  send: (request) => (goesByFetch(request) ? byFetch.send(request) : loneCall(request, byConnect)),
};

/** Whether `fetch` sends just what the request says. */
export function goesByFetch({ head, address, upgrade, body }: UpstreamRequest): boolean {
  if (upgrade !== undefined) return true;
  // `fetch` refuses content where the method gives it no meaning.
  if (body !== null && (head.method === 'GET' || head.method === 'HEAD')) return false;
  return head.authority === hostOf(address);
}

/** The Host that `fetch` derives from the URL of an address. */
function hostOf({ host, port, tls }: Address): string {
  const name = (host.includes(':') ? `[${host}]` : host).toLowerCase();
  return port === (tls ? 443 : 80) ? name : `${name}:${port}`;
}
