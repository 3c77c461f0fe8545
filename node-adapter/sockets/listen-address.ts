import { unixPrefix } from '../../shared/platform/dialer.ts';

/** Where to listen: a host and a port, or the path of a Unix socket. */
export interface ListenAddress {
  /** As it was written, for messages. */
  readonly text: string;
  readonly host: string;
  readonly port: number;
  readonly path: string | undefined;
}

/** Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `:8080` (all addresses) and `unix:/path.sock`. */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith(unixPrefix)) return { text, host: '', port: 0, path: text.slice(unixPrefix.length) };
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  if (colon === -1 || !/^\d{1,5}$/.test(text.slice(colon + 1)) || port > 65_535) {
    throw new Error(`"${text}" is no address to listen on; write host:port, [IPv6]:port or unix:/path`);
  }
  const host = text.slice(0, colon);
  return { text, host: host.startsWith('[') ? host.slice(1, -1) : host || '::', port, path: undefined };
}

/** The address as a URL a person can open; the text itself for a Unix socket. */
export function listenUrl({ text, host, path }: ListenAddress, port: number, scheme = 'http'): string {
  if (path !== undefined) return text;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
