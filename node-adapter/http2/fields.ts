import type { OutgoingHttpHeaders } from 'node:http2';
import { Fault } from '../../shared/errors/fault.ts';
import type { HeaderList } from '../../shared/http/header-list.ts';
import { badValueAt, isToken } from '../../shared/http1/characters.ts';
import type { FieldLimits } from '../../shared/http1/fields.ts';
import { checkField } from '../../shared/http1/reply-head.ts';

/** Whether a field may stand in a message of HTTP/2: a name in lower case, a value without line ends or blanks around. */
export function isFieldSound(name: string, value: string): boolean {
  return isToken(name) && !hasCapital.test(name) && badValueAt(value, 0, value.length) === -1 && !isPadded(value);
}

/** What a field counts beside its name and value (RFC 9113 §6.5.2). */
const fieldOverheadBytes = 32;

/** Most bytes of a head that the runtime sends: more than any that upstreams, clients and our own fields make up. */
export const maxSendBytes = 256 * 1024;

/** Bytes that the fields of one message may be by {@link listBytes}. */
export function maxListBytes({ maxBytes, maxCount }: FieldLimits): number {
  return maxBytes + maxCount * fieldOverheadBytes;
}

/** Bytes of fields as they came, names and values in turn: what they are when nothing of them is compressed. */
export function listBytes(raw: readonly string[]): number {
  let bytes = (raw.length / 2) * fieldOverheadBytes;
  for (let i = 0; i < raw.length; i += 1) bytes += raw[i]!.length;
  return bytes;
}

/** A message without fields yet; whatever name one has, nothing else is found under it. */
export function emptyMessage(): OutgoingHttpHeaders {
  return Object.create(null) as OutgoingHttpHeaders;
}

/**
 * Adds fields to those of a message, as `node:http2` takes them. Fields of a connection are left out. Throws an
 * `internal` fault when a field could be read as something else on the wire.
 */
export function addFields(message: OutgoingHttpHeaders, { flat }: HeaderList): OutgoingHttpHeaders {
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    if (isOfConnection(name)) continue;
    checkField(name, flat[i + 1]!);
    addField(message, name, flat[i + 1]!);
  }
  return message;
}

/** Fields without pseudo ones, as they came. Throws when one cannot be passed on, or when they exceed the limits. */
export function soundFields(raw: readonly string[], limits: FieldLimits): string[] {
  if (listBytes(raw) > maxListBytes(limits)) throw new Fault('headers_too_large', { detail: 'header-list' });
  const flat: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    const value = raw[i + 1]!;
    if (name.startsWith(':')) continue;
    if (!isFieldSound(name, value) || isOfConnection(name)) throw new Fault('bad_request', { detail: 'field' });
    flat.push(name, value);
  }
  return flat;
}

/** Whether a stream ended because the runtime found its connection at odds with HTTP/2. */
export function isErrorOfProtocol(error: unknown): error is Error {
  return (error as NodeJS.ErrnoException | null | undefined)?.code === 'ERR_HTTP2_ERROR';
}

function addField(message: OutgoingHttpHeaders, name: string, value: string): void {
  const before = message[name];
  if (before === undefined) message[name] = value;
  else if (Array.isArray(before)) before.push(value);
  // Two of what can only be one: the first counts, as everywhere else.
  else if (!single.has(name)) message[name] = [String(before), value];
}

function isOfConnection(name: string): boolean {
  switch (name) {
    case 'connection':
    case 'keep-alive':
    case 'proxy-connection':
    case 'transfer-encoding':
    case 'upgrade':
    case 'http2-settings':
    case 'host':
      return true;
    default:
      return false;
  }
}

function isPadded(value: string): boolean {
  const last = value.charCodeAt(value.length - 1);
  return value !== '' && (value.charCodeAt(0) <= 0x20 || last === 0x20 || last === 9);
}

/** Fields that `node:http2` does not take twice. */
const single = new Set(
  `access-control-allow-credentials access-control-max-age access-control-request-method age authorization
  content-encoding content-language content-length content-location content-md5 content-range content-type date dnt
  etag expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location
  max-forwards proxy-authorization range referer retry-after tk upgrade-insecure-requests user-agent
  x-content-type-options`.split(/\s+/),
);

const hasCapital = /[A-Z]/;
