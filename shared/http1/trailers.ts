import { Fault } from '../errors/fault.ts';

/** Refuses trailers that would change framing, routing, authentication or the meaning of the body (RFC 9110 §6.5.1). */
export function refuseForbiddenTrailers(flat: readonly string[]): void {
  for (let i = 0; i < flat.length; i += 2) {
    if (isForbidden(flat[i]!)) throw new Fault('bad_request', { detail: 'forbidden-trailer' });
  }
}

/** Readers that join trailers with the head may read `x_forwarded_for` as `x-forwarded-for`. */
function isForbidden(name: string): boolean {
  const read = name.includes('_') || name.includes('.') ? name.replace(/[_.]/g, '-') : name;
  return forbidden.has(read) || families.test(read);
}

/** What steers access, framing and the word on who asked; a head may carry these only as we wrote them. */
const families = /^(?:access-control-|if-|proxy-|sec-|x-forwarded-)/;

const forbidden = new Set([
  'age',
  'authorization',
  'authorization-internal',
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
  'proxy',
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
  'x-internal-token',
  'x-real-ip',
]);
