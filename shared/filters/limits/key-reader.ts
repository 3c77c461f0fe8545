import type { Routed } from '../../engine/exchange.ts';
import { claimReader, scalarText, verifiedClaims } from '../../engine/verified-claims.ts';
import { Fault } from '../../errors/fault.ts';
import { digest } from '../../http/digest.ts';
import type { HeaderList } from '../../http/header-list.ts';
import { enteredKey } from '../../keys/entered-key.ts';
import { cookieValue } from '../../upstream/cookie-value.ts';
import { clientNetwork, type PrefixLengths } from './client-network.ts';
import { type KeyPart, parseLimitKey } from './limit-key.ts';

/** Reads of a request whose count it adds to. */
export interface KeyReader {
  /** `undefined` when the request lacks a part of it. Never empty, short enough for any store, and without secrets. */
  read(exchange: Routed): string | undefined;
  /** The client by its address alone, for requests that lack the key; never equal to a key that was read. */
  fallback(exchange: Routed): string;
}

/** What a key is read by. */
export interface KeySettings extends PrefixLengths {
  readonly key: string;
}

/** Makes the reader of a key, whose form was checked when the configuration was. */
export function keyReader({ key, ...prefixes }: KeySettings): KeyReader {
  const parts = parseLimitKey(key);
  if (parts === undefined) throw new Fault('internal', { detail: `no key: ${key}` });
  const networkOf = clientNetwork(prefixes);
  const readers = parts.map((part) => readerOf(part, networkOf));
  return {
    read: readers.length === 1 ? readers[0]! : (exchange) => readAll(readers, exchange),
    fallback: ({ client }) => `?${networkOf(client.address)}`,
  };
}

type Read = (exchange: Routed) => string | undefined;

/** What is written between the parts of a key, which no part holds: a space, since all that is long or odd is hashed. */
function readAll(readers: readonly Read[], exchange: Routed): string | undefined {
  let whole = '';
  for (let i = 0; i < readers.length; i += 1) {
    const part = readers[i]!(exchange);
    if (part === undefined) return undefined;
    whole = i === 0 ? part : `${whole} ${part}`;
  }
  return whole;
}

function readerOf(part: KeyPart, networkOf: (address: string) => string): Read {
  switch (part.from) {
    case 'global':
      return () => 'all';
    case 'client-ip':
      return ({ client }) => networkOf(client.address);
    case 'path':
      return ({ path }) => short(path);
    case 'route':
      return ({ routing }) => routing.route.id;
    case 'api-key':
      return (exchange) => verifiedKeyOf(exchange) ?? hashed(shownKeyOf(exchange.received.headers));
    case 'header':
      // What filters before have removed or written counts, not what the client sent.
      return ({ request }) => shortest(request.headers.joined(part.name));
    case 'cookie':
      return ({ received }) => hashed(cookieValue(received.headers, part.name));
    case 'jwt-claim':
      return claimOf(part.name);
  }
}

/** A claim that a filter verified; what tokens say beside that counts for nothing. */
function claimOf(name: string): Read {
  const claim = claimReader(name);
  return (exchange) => shortest(claim(exchange));
}

/**
 * The key, user or program that the request was let in as: whoever was told apart by one field could otherwise choose a
 * count by another.
 */
function verifiedKeyOf(exchange: Routed): string | undefined {
  const key = exchange.get(enteredKey);
  if (key) return `key:${short(key.id)}`;
  const claims = exchange.get(verifiedClaims)?.claims;
  const subject = claims && scalarText(claims['sub']);
  return subject === undefined ? undefined : `sub:${digest(JSON.stringify([scalarText(claims!['iss']), subject]))}`;
}

/** What the first of the fields for keys holds, or else `authorization` beside its scheme. */
function shownKeyOf(headers: HeaderList): string | undefined {
  for (const field of keyFields) {
    const key = headers.get(field)?.trim();
    if (key) return key;
  }
  const authorization = headers.get('authorization')?.trim();
  if (!authorization) return undefined;
  const space = authorization.indexOf(' ');
  return space === -1 ? authorization : authorization.slice(space + 1).trim();
}

const keyFields = ['x-api-key', 'api-key', 'x-goog-api-key'];

function shortest(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed ? short(trimmed) : undefined;
}

function hashed(secret: string | undefined): string | undefined {
  return secret ? `#${digest(secret)}` : undefined;
}

/** Clients choose it: what is long or odd is hashed. The marks of hashes and of fallbacks are odd themselves. */
function short(value: string): string {
  return value.length <= 64 && plain.test(value) ? value : `#${digest(value)}`;
}

const plain = /^[\w./:@,=-]+$/;
