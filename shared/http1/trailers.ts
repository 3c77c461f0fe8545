import { Fault } from '../errors/fault.ts';

/** Refuses trailers that would change framing, routing, authentication or the meaning of the body (RFC 9110 §6.5.1). */
export function refuseForbiddenTrailers(flat: readonly string[]): void {
  for (let i = 0; i < flat.length; i += 2) {
    if (forbidden.has(flat[i]!)) throw new Fault('bad_request', { detail: 'forbidden-trailer' });
  }
}

const forbidden = new Set([
  'age',
  'authorization',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-location',
  'content-range',
  'content-type',
  'cookie',
  'date',
  'expect',
  'expires',
  'forwarded',
  'host',
  'keep-alive',
  'location',
  'max-forwards',
  'pragma',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'retry-after',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'vary',
  'via',
  'warning',
  'www-authenticate',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
]);
