import type { Client } from '../../engine/exchange.ts';
import type { RequestHead } from '../../http/head.ts';

/** What a key is made of. */
export interface KeyFacts {
  /** Another route is another upstream, though all else be equal. */
  readonly routeId: string;
  /** The upstream that a filter chose in place of that of the route. */
  readonly elsewhere: string | undefined;
  /** As it goes to the upstream. */
  readonly request: Pick<RequestHead, 'authority' | 'path' | 'headers'>;
  readonly client: Pick<Client, 'scheme' | 'host' | 'viaTrusted'>;
  /** The query as it goes to the upstream. */
  readonly query: string | undefined;
  /** Who asks, where that decides what is answered. */
  readonly tenant: string | undefined;
  /** What the configuration adds. */
  readonly variant: string;
}

/** A key, and the address by which its response is known from outside. */
export interface CacheKey {
  readonly key: string;
  /** Scheme, host, path and query: what purges name. The same for all variants, users and routes. */
  readonly url: string;
}

/**
 * What kept responses are found by. Whatever a client can say that goes to the upstream and is no field of `vary` is in
 * it, as it is sent: two requests that an upstream could tell apart never share a key. Methods are not: only answers to
 * GET are kept, and HEAD is answered from them.
 */
export function cacheKeyOf({ routeId, elsewhere, request, client, query, tenant, variant }: KeyFacts): CacheKey {
  const { authority, path, headers } = request;
  const host = authority === '' ? client.host : authority;
  const url = `${client.scheme}://${host}${path}${query === undefined ? '' : `?${query}`}`;
  let key = `${routeId} ${url}`;
  // A line break is what no field and no address can hold: nobody can write themselves into the place of another.
  if (elsewhere !== undefined) key += `\nto ${elsewhere}`;
  if (client.host !== host) key += `\nhost ${client.host}`;
  if (client.viaTrusted) key += forwarded(headers.flat);
  if (variant !== '') key += `\n${variant}`;
  if (tenant !== undefined) key += `\n@${tenant}`;
  return { key, url };
}

/** What a trusted proxy says of the request beside who made it. Of scheme and host `client` knows. */
function forwarded(flat: readonly string[]): string {
  let said = '';
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    if (name.startsWith('x-forwarded-') && !known.has(name)) said += `\n${name}=${flat[i + 1]!}`;
  }
  return said;
}

const known: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-by',
]);
