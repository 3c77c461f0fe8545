import type { Client } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { Fault } from '../errors/fault.ts';
import { HeaderList } from '../http/header-list.ts';
import { type NewPathOptions, newPathRule } from './new-path.ts';
import { normalHostname } from './normal-hostname.ts';

/** What `redirect` is told; what is absent stays as the client had it. */
export interface RedirectOptions extends NewPathOptions {
  readonly statusCode: number;
  readonly scheme?: 'http' | 'https' | undefined;
  readonly hostname?: string | undefined;
  readonly port?: number | undefined;
}

/**
 * Sends the client to another address, unless there is a pattern that the path does not match, or it is there already. The
 * query goes along.
 */
export const redirect = defineFilter({
  name: 'redirect',
  create({ statusCode, scheme, hostname, port, ...path }: RedirectOptions) {
    const newPath = newPathRule(path);
    const place = { scheme, hostname: hostname === undefined ? undefined : normalHostname(hostname), port };
    return {
      onRequest(exchange) {
        const { client, received } = exchange;
        const { query } = exchange.request;
        const path = newPath(exchange);
        if (path === undefined) return undefined;
        const origin = originFor(client, place);
        // It would lead back here for ever: `scheme "https"`, say, for who comes by HTTPS.
        if (path === received.path && origin === `${client.scheme}://${client.host}`) return undefined;
        const target = `${path === '*' ? '/' : path}${query === undefined ? '' : `?${query}`}`;
        const location = `${origin}${target}`;
        const headers = new HeaderList(['location', location, 'content-length', '0']);
        return { head: { status: statusCode, headers }, body: null };
      },
    };
  },
});

interface Place {
  readonly scheme: 'http' | 'https' | undefined;
  readonly hostname: string | undefined;
  readonly port: number | undefined;
}

function originFor(client: Client, place: Place): string {
  const scheme = place.scheme ?? client.scheme;
  const host = place.hostname ?? client.host;
  if (host === '') throw new Fault('bad_host', { detail: 'a redirect needs the host that the client asked for' });
  if (place.port !== undefined) return `${scheme}://${withoutPort(host)}${portSuffix(scheme, place.port)}`;
  // The port the client used belongs to the scheme and the host it used.
  const keepsPort = place.hostname !== undefined || scheme === client.scheme;
  return `${scheme}://${keepsPort ? host : withoutPort(host)}`;
}

function withoutPort(authority: string): string {
  return authority.replace(/:\d*$/, '');
}

function portSuffix(scheme: 'http' | 'https', port: number): string {
  return port === (scheme === 'https' ? 443 : 80) ? '' : `:${port}`;
}
