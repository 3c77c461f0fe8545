import { Fault } from '../../shared/errors/fault.ts';
import type { RequestHead } from '../../shared/http/head.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import { canonicalAuthority } from '../../shared/http1/authority.ts';
import { isToken } from '../../shared/http1/characters.ts';
import { parseContentLength } from '../../shared/http1/framing.ts';
import { checkMethod } from '../../shared/http1/request-line.ts';
import { parseRequestTarget } from '../../shared/http1/request-target.ts';
import { isFieldSound } from './fields.ts';

/** A request head of HTTP/2 and what it says about the message it begins. */
export interface Http2Request {
  readonly head: RequestHead;
  /** Bytes of the body that are announced. */
  readonly bodyLength: number | undefined;
  readonly expectsContinue: boolean;
}

/**
 * Makes a head of fields as they came, names and values in turn (RFC 9113 §8.3). The engine gets what it would have got
 * over HTTP/1.1: no pseudo fields, no `host`, cookies in one field. Throws a `Fault` for whatever is malformed.
 */
export function requestHead(raw: readonly string[]): Http2Request {
  const pseudo: Pseudo = { ':method': undefined, ':scheme': undefined, ':authority': undefined, ':path': undefined };
  const found: Found = { flat: [], cookies: undefined, host: undefined, contentLength: undefined, expect: undefined };
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    if (name.startsWith(':')) notePseudo(pseudo, name, raw[i + 1]!, found.flat.length > 0);
    else noteField(found, name, raw[i + 1]!);
  }
  if (found.cookies !== undefined) found.flat.push('cookie', found.cookies);
  const { ':method': method, ':scheme': scheme, ':path': path } = pseudo;
  if (method === undefined) throw malformed('pseudo-field-missing');
  // CONNECT has no path, and is refused for what it is.
  checkMethod(method);
  if (path === undefined) throw malformed('pseudo-field-missing');
  if (scheme !== 'https') throw malformed('scheme');
  if (!path.startsWith('/') && path !== '*') throw malformed('target-form');
  const place = parseRequestTarget(path, method, 'https');
  return {
    head: {
      method,
      scheme,
      authority: authorityOf(pseudo[':authority'], found.host),
      path: place.path,
      query: place.query,
      version: '2',
      headers: new HeaderList(found.flat),
    },
    bodyLength: found.contentLength,
    expectsContinue: expectsContinue(found.expect),
  };
}

type Pseudo = Record<':method' | ':scheme' | ':authority' | ':path', string | undefined>;

interface Found {
  readonly flat: string[];
  cookies: string | undefined;
  host: string | undefined;
  contentLength: number | undefined;
  expect: string | undefined;
}

function notePseudo(pseudo: Pseudo, name: string, value: string, isLate: boolean): void {
  if (!Object.hasOwn(pseudo, name) || isLate) throw malformed('pseudo-field');
  const known = name as keyof Pseudo;
  if (pseudo[known] !== undefined) throw malformed('pseudo-field-repeated');
  pseudo[known] = value;
}

function noteField(found: Found, name: string, value: string): void {
  if (!isFieldSound(name, value)) throw malformed('field');
  switch (name) {
    case 'connection':
    case 'keep-alive':
    case 'proxy-connection':
    case 'transfer-encoding':
    case 'upgrade':
    case 'http2-settings':
      // Such a field belongs to a connection of HTTP/1.1; here it makes the message malformed (§8.2.2).
      throw malformed('connection-field');
    case 'te':
      if (value.toLowerCase() !== 'trailers') throw malformed('te');
      break;
    case 'host':
      if (found.host !== undefined) throw new Fault('bad_host', { detail: 'repeated' });
      found.host = value;
      return;
    case 'cookie':
      // Split for compression only; whoever comes next must see one field (§8.2.3).
      found.cookies = found.cookies === undefined ? value : `${found.cookies}; ${value}`;
      return;
    case 'content-length':
      noteLength(found, value);
      break;
    case 'expect':
      found.expect = found.expect === undefined ? value : `${found.expect}, ${value}`;
      break;
  }
  found.flat.push(name, value);
}

function noteLength(found: Found, value: string): void {
  const length = parseContentLength(value);
  if (length === undefined) throw new Fault('bad_framing', { detail: 'content-length' });
  if (found.contentLength !== undefined) throw new Fault('bad_framing', { detail: 'several-content-lengths' });
  found.contentLength = length;
}

/** The name a client asks for. One that says it twice must say the same (§8.3.1). */
function authorityOf(authority: string | undefined, host: string | undefined): string {
  const said = authority ?? host;
  if (said === undefined) throw new Fault('bad_host', { detail: 'missing' });
  const canonical = canonicalAuthority(said);
  if (canonical === undefined) throw new Fault('bad_host', { detail: 'invalid' });
  if (host !== undefined && canonicalAuthority(host) !== canonical) {
    throw new Fault('bad_host', { detail: 'host-is-not-authority' });
  }
  return canonical;
}

function expectsContinue(expect: string | undefined): boolean {
  if (expect === undefined) return false;
  if (expect.toLowerCase() === '100-continue') return true;
  throw new Fault('expectation_failed', { detail: 'expect' });
}

function malformed(detail: string): Fault {
  return new Fault('bad_request', { detail });
}

/** A head for a request that could not be read: what is sound of it, and `-` and `/` for what is not. */
export function unreadRequest(raw: readonly string[]): RequestHead {
  const method = pseudoOf(raw, ':method') ?? '';
  const place = placeOf(pseudoOf(raw, ':path') ?? '', method);
  return {
    method: isToken(method) ? method : '-',
    scheme: 'https',
    authority: '',
    ...place,
    version: '2',
    headers: new HeaderList(),
  };
}

function pseudoOf(raw: readonly string[], name: string): string | undefined {
  const at = raw.indexOf(name);
  return at === -1 ? undefined : raw[at + 1];
}

/** Only a target that passes every check may reach the log. */
function placeOf(target: string, method: string): Pick<RequestHead, 'path' | 'query'> {
  try {
    const { path, query } = parseRequestTarget(target, method, 'https');
    return { path, query };
  } catch {
    return { path: '/', query: undefined };
  }
}
