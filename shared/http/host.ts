import { normalizeIp } from './ip.ts';

/**
 * Host and optional port as a client may name them, in lower case and without an empty port; `undefined` when this is
 * none. Stricter than RFC 3986: a name is made of letters, digits, hyphens, underscores and dots, without empty labels
 * but the one of a final dot; an address in brackets is IPv6 without zone.
 */
export function normalizeHost(text: string): string | undefined {
  if (text.length > 270) return undefined;
  const match = hostAndPort.exec(text);
  if (!match) return undefined;
  const [, name, address, port] = match;
  if (port !== undefined && Number(port) > 65535) return undefined;
  if (address === undefined) return (port === '' ? name! : text).toLowerCase();
  const ip = address.includes(':') ? normalizeIp(address) : undefined;
  if (ip === undefined) return undefined;
  // A mapped IPv4 address comes back without colons.
  const host = ip.includes(':') ? `[${ip}]` : ip;
  return port ? `${host}:${port}` : host;
}

/** The port an authority names; `undefined` when it names none. */
export function portOf(authority: string): number | undefined {
  const colon = authority.lastIndexOf(':');
  if (colon === -1 || authority.endsWith(']')) return undefined;
  return Number(authority.slice(colon + 1));
}

const hostAndPort = /^(?:([\w-]+(?:\.[\w-]+)*\.?)|\[([\da-f:.]+)\])(?::(\d{0,5}))?$/i;
