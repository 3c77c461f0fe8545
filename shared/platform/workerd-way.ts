import type { RequestHead } from '../http/head.ts';
import type { Address } from './transport.ts';

/** How workerd reaches an upstream, and why so. */
export interface Way {
  readonly by: 'fetch' | 'connect';
  readonly why: string;
}

/** What decides it. */
export interface Sending {
  readonly head: Pick<RequestHead, 'method' | 'authority'>;
  readonly address: Pick<Address, 'host' | 'port'> & { readonly tls: object | undefined };
  readonly body: object | null;
}

/** `fetch`, which keeps connections, wherever it sends just what the request says; else a connection for it alone. */
export function workerdWay({ head, address, body }: Sending): Way {
  if (body !== null && (head.method === 'GET' || head.method === 'HEAD')) return unusualContent;
  return head.authority === hostOf(address) ? ownHost : otherHost;
}

const unusualContent: Way = { by: 'connect', why: 'fetch sends no content with GET and HEAD' };
const ownHost: Way = { by: 'fetch', why: 'the Host sent is that of the target' };
const otherHost: Way = { by: 'connect', why: 'fetch sends no other Host than that of the target' };

/** The Host that `fetch` derives from the URL of an address. */
function hostOf({ host, port, tls }: Sending['address']): string {
  const name = (host.includes(':') ? `[${host}]` : host).toLowerCase();
  return port === (tls ? 443 : 80) ? name : `${name}:${port}`;
}
