import type { Downstream } from '../engine/downstream.ts';
import type { Client } from '../engine/exchange.ts';
import { type ForwardedElement, parseForwarded } from './forwarded.ts';
import type { RequestHead } from './head.ts';
import type { HeaderList } from './header-list.ts';
import { normalizeHost } from './host.ts';
import { type CidrSet, normalizeIp } from './ip.ts';

/** What is known of the connection. */
export type Peer = Pick<Downstream, 'peerAddress' | 'peerPort' | 'secure'>;

/**
 * Who asked: the nearest address that is not one of the trusted proxies. Forwarding fields count only as far as every
 * hop that told them is trusted. `X-Forwarded-For` goes before `Forwarded` when both are there.
 */
export function resolveClient(head: RequestHead, peer: Peer, trusted: CidrSet): Client {
  const address = peerAddress(peer.peerAddress);
  const scheme = peer.secure ? 'https' : 'http';
  const viaTrusted = trusted.has(address);
  const direct = { address, port: peer.peerPort, viaTrusted, scheme, host: head.authority } as const;
  return viaTrusted ? behindProxies(direct, head.headers, trusted) : direct;
}

/** The other end of a connection in canonical form: what sockets add to link-local addresses is dropped. */
export function peerAddress(address: string): string {
  if (!address.includes(':')) return address;
  const zone = address.indexOf('%');
  return normalizeIp(zone === -1 ? address : address.slice(0, zone)) ?? address;
}

/** Hops looked at, at most. A longer chain is taken to begin there. */
const maxHops = 32;

function behindProxies(direct: Client, headers: HeaderList, trusted: CidrSet): Client {
  const elements = headers.has('x-forwarded-for') ? undefined : forwardedElements(headers);
  const hops = elements?.map((element) => element.for) ?? entries(headers, 'x-forwarded-for');
  let { address } = direct;
  let depth = 0;
  for (const hop of hops) {
    const told = hop === undefined ? undefined : nodeAddress(hop);
    // What a trusted hop could not name stays unknown: the hop itself is the nearest address we are sure of.
    if (told === undefined) break;
    address = told;
    depth += 1;
    if (!trusted.has(told)) break;
  }
  // Scheme and host by the word of the proxy that told this address. Most proxies keep them as one value for the chain.
  const proto = elements ? farthest(elements, depth)?.proto : farthest(entries(headers, 'x-forwarded-proto'), depth);
  const host = elements ? farthest(elements, depth)?.host : farthest(entries(headers, 'x-forwarded-host'), depth);
  return {
    address,
    port: depth === 0 ? direct.port : 0,
    viaTrusted: true,
    scheme: (proto === undefined ? undefined : schemeOf(proto)) ?? direct.scheme,
    host: (host === undefined ? undefined : normalizeHost(host)) ?? direct.host,
  };
}

/** Elements of `forwarded`, the nearest first; `undefined` when it is absent or malformed. */
function forwardedElements(headers: HeaderList): ForwardedElement[] | undefined {
  const value = headers.joined('forwarded');
  const elements = value === undefined ? undefined : parseForwarded(value);
  return elements?.reverse().slice(0, maxHops);
}

/** Entries of a comma list, the nearest (last) first. */
function entries(headers: HeaderList, name: string): string[] {
  const list = headers.joined(name);
  const found: string[] = [];
  let end = list === undefined ? -1 : list.length;
  while (end >= 0 && found.length < maxHops) {
    const comma = end === 0 ? -1 : list!.lastIndexOf(',', end - 1);
    found.push(list!.slice(comma + 1, end).trim());
    end = comma;
  }
  return found;
}

function farthest<T>(nearestFirst: readonly T[], depth: number): T | undefined {
  return nearestFirst[Math.min(Math.max(depth, 1), nearestFirst.length) - 1];
}

/** An address as forwarding fields write it: perhaps with a port, IPv6 perhaps in brackets. */
function nodeAddress(text: string): string | undefined {
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    if (end === -1 || !/^(?::\d{1,5})?$/.test(text.slice(end + 1))) return undefined;
    return normalizeIp(text.slice(1, end));
  }
  const colon = text.indexOf(':');
  if (colon === -1 || text.includes(':', colon + 1)) return normalizeIp(text);
  return /^\d{1,5}$/.test(text.slice(colon + 1)) ? normalizeIp(text.slice(0, colon)) : undefined;
}

function schemeOf(proto: string): 'http' | 'https' | undefined {
  const scheme = proto.toLowerCase();
  if (scheme === 'https' || scheme === 'wss') return 'https';
  return scheme === 'http' || scheme === 'ws' ? 'http' : undefined;
}
