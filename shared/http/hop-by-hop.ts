import { trimBlanks } from './trim-blanks.ts';

/**
 * Fields that belong to one connection and never travel on (RFC 9110 §7.6.1). `proxy` is no field of HTTP, but many
 * programs take it for a setting of their own.
 */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/**
 * Removes, from names and values in turn, the fields that a `connection` value names. Fields meant for the other end stay, whatever it says: naming
 * them is an attempt to strip them on the way.
 */
export function dropNominated(flat: string[], connection: string): void {
  const value = connection.toLowerCase();
  if (value === 'close' || value === 'keep-alive') return;
  const names = new Set<string>();
  for (const part of value.split(',')) {
    const name = trimBlanks(part);
    if (name !== '' && name !== 'close' && name !== 'keep-alive' && !isEndToEnd(name)) names.add(name);
  }
  if (names.size === 0) return;
  let kept = 0;
  for (let i = 0; i < flat.length; i += 2) {
    if (names.has(flat[i]!)) continue;
    flat[kept] = flat[i]!;
    flat[kept + 1] = flat[i + 1]!;
    kept += 2;
  }
  flat.length = kept;
}

function isEndToEnd(name: string): boolean {
  return endToEnd.has(name) || endToEndFamilies.test(name);
}

const endToEndFamilies = /^(?:accept|access-control-|content-|if-|sec-|x-forwarded-)/;

const endToEnd: ReadonlySet<string> = new Set([
  'age',
  'allow',
  'authorization',
  'cache-control',
  'cookie',
  'date',
  'etag',
  'expires',
  'forwarded',
  'host',
  'last-modified',
  'location',
  'origin',
  'pragma',
  'range',
  'referer',
  'retry-after',
  'set-cookie',
  'strict-transport-security',
  'traceparent',
  'tracestate',
  'user-agent',
  'vary',
  'via',
  'www-authenticate',
  'x-content-type-options',
  'x-correlation-id',
  'x-frame-options',
  'x-real-ip',
  'x-request-id',
  'x-trace-id',
]);
