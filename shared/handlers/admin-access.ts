import type { AdminCaller } from '../admin/admin-section.ts';
import type { Exchange, Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import { isSameText } from '../http/same-text.ts';

/** Who may see the inside: the holder of the token, or, without a token, whoever reaches a loopback listener. */
export interface AdminAccess {
  readonly token: string | undefined;
  /** Ids of the listeners that only this machine can reach. */
  readonly loopbackListeners: ReadonlySet<string>;
}

/** Throws unless the request may see the inside. Where nothing can ever grant it, the page does not exist. */
export function requireAdmin(exchange: Exchange, { token, loopbackListeners }: AdminAccess): void {
  if (token !== undefined) {
    const given = exchange.received.headers.get('authorization') ?? '';
    if (isSameText(given, `Bearer ${token}`)) return;
    throw new Fault('unauthorized', { headers: { 'www-authenticate': 'Bearer realm="sentinel"' } });
  }
  const { downstream, received } = exchange;
  if (!loopbackListeners.has(downstream.listener)) throw new Fault('not_found', { detail: 'no admin-token is set' });
  // A web page that rebinds its own name to 127.0.0.1 reaches the listener, but cannot forge the Host.
  if (!isLocalName(received.authority)) throw new Fault('not_found', { detail: 'the Host is not a local name' });
}

/** Whoever looks at a page of another site on this machine would lend it their right to change something. */
export function requireNoPage({ received: { headers } }: Exchange, { token }: AdminAccess): void {
  const isOfPage = headers.has('origin') || headers.get('sec-fetch-mode') !== undefined;
  if (token === undefined && isOfPage)
    throw new Fault('access_denied', { detail: 'web pages may not ask without the admin token' });
}

/** Who asks, as the audit log tells it. */
export function callerOf({ trace, received, client, routing }: Routed): AdminCaller {
  const { method, path } = received;
  return { traceId: trace.id, method, path, clientIp: client.address, routeId: routing.route.id };
}

/** A name, or an address that no name server had a hand in. Names may begin with digits: `127.evil.test` is one. */
function isLocalName(authority: string): boolean {
  const host = authority.replace(/:\d+$/, '');
  return host === '' || host === 'localhost' || host.startsWith('[') || isLoopbackAddress.test(host);
}

const isLoopbackAddress = /^127(?:\.\d{1,3}){3}$/;
