import { Fault } from '../errors/fault.ts';
import type { RequestHead } from '../http/head.ts';
import { HeaderList } from '../http/header-list.ts';
import { SentOn } from '../http/sent-on.ts';
import { canonicalAuthority } from './authority.ts';
import { type ControlFields, findControlFields, listHolds } from './control-fields.ts';
import { type FieldLimits, FieldReader } from './fields.ts';
import { requestBodyLength } from './framing.ts';
import { parseRequestLine, type RequestLine } from './request-line.ts';
import { parseRequestTarget } from './request-target.ts';

/** A request head and what it says about the message it begins. */
export interface ParsedRequest {
  readonly head: RequestHead;
  /** Bytes of the body, `chunked`, or 0. */
  readonly bodyLength: number;
  /** Whether the client would send another request on the connection (RFC 9112 §9.3). */
  readonly persists: boolean;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
}

/**
 * What becomes of a request to go on in HTTP/2 (`Upgrade: h2c`), which RFC 9113 §3.1 has given up: refused, or answered as
 * if it was not asked. It is never forwarded, because what agrees to it is no longer seen by anybody between.
 */
export type H2cAnswer = 'refuse' | 'ignore';

/** What the fields of a head say about its message. */
interface ReadFields extends Pick<ParsedRequest, 'bodyLength' | 'persists' | 'expectsContinue'> {
  /** The fields it was read from, and what they are the fields of: either changes what they say. */
  readonly flat: readonly string[];
  readonly version: '1.0' | '1.1';
  readonly authority: string;
  readonly headers: HeaderList;
}

/**
 * Reads request heads, one after the other; bytes may come in any pieces. The `host` field leaves the list and becomes
 * the authority. Throws a `Fault` for whatever is malformed or ambiguous; the connection is unusable then. Heads are never
 * changed: one that is the same as the one before is not made anew, nor are its fields.
 */
export class RequestParser {
  readonly #scheme: 'http' | 'https';
  readonly #h2c: H2cAnswer;
  readonly #reader: FieldReader<RequestLine>;
  #request: ParsedRequest | undefined = undefined;
  /** The request before, the line it was made of, and what its fields say. */
  #last: ParsedRequest | undefined = undefined;
  #lastLine: RequestLine | undefined = undefined;
  #lastFields: ReadFields | undefined = undefined;
  #lastHost = '';
  #lastAuthority = '';

  constructor(scheme: 'http' | 'https', limits: FieldLimits, h2c: H2cAnswer = 'refuse') {
    this.#scheme = scheme;
    this.#h2c = h2c;
    this.#reader = new FieldReader(limits, parseRequestLine);
  }

  /** Whether some bytes of the next head have come. */
  get hasBegun(): boolean {
    return this.#reader.hasBegun;
  }

  /** What is known of the head under way, for the log. */
  get line(): RequestLine | undefined {
    return this.#reader.line;
  }

  /** Reads on from `at`: the index after the head, or -1 when more bytes are needed. */
  read(bytes: Uint8Array, at: number): number {
    const end = this.#reader.read(bytes, at);
    if (end !== -1) this.#request = this.#assemble(this.#reader.line!, this.#reader.flat);
    return end;
  }

  /** The request that `read` came to the end of. Makes ready for the next. */
  take(): ParsedRequest {
    const request = this.#request!;
    this.#request = undefined;
    this.#reader.begin();
    return request;
  }

  #assemble(line: RequestLine, flat: readonly string[]): ParsedRequest {
    const last = this.#last;
    const isOfLast = this.#lastFields?.flat === flat && this.#lastFields.version === line.version;
    if (isOfLast) this.#lastFields!.headers.sentOn ??= new SentOn();
    if (isOfLast && last !== undefined && line === this.#lastLine) return last;
    const { method, target, version } = line;
    const place = parseRequestTarget(target, method, this.#scheme);
    const fields = isOfLast ? this.#lastFields! : this.#readFields(flat, version);
    const { headers, bodyLength, persists, expectsContinue } = fields;
    const authority = place.authority ?? fields.authority;
    const head = { method, scheme: this.#scheme, authority, path: place.path, query: place.query, version, headers };
    this.#lastLine = line;
    this.#lastFields = fields;
    this.#last = { head, bodyLength, persists, expectsContinue };
    return this.#last;
  }

  #readFields(flat: readonly string[], version: '1.0' | '1.1'): ReadFields {
    const fields = findControlFields(flat);
    const authority = this.#host(fields, version);
    const bodyLength = requestBodyLength(fields, version);
    const isNew = version === '1.1';
    const others = without(flat, 'host');
    const kept = fields.upgrade === undefined ? others : this.#judgeUpgrade(fields.upgrade, isNew, others);
    return {
      flat,
      version,
      authority,
      headers: new HeaderList(kept),
      bodyLength,
      persists: persists(fields.connection, isNew),
      expectsContinue: expectsContinue(fields.expect, isNew) && bodyLength !== 0,
    };
  }

  /** HTTP/1.0 has no upgrades: there it is as if none was asked. */
  #judgeUpgrade(upgrade: string, isNew: boolean, flat: string[]): string[] {
    const isH2c = listHolds(upgrade, 'h2c');
    if (isH2c && this.#h2c === 'refuse') throw new Fault('bad_upgrade', { detail: 'h2c' });
    // Nothing that asks for it goes any further.
    return isH2c || !isNew ? without(without(flat, 'upgrade'), 'http2-settings') : flat;
  }

  #host({ host, hosts }: ControlFields, version: '1.0' | '1.1'): string {
    if (host === undefined) {
      if (version === '1.0') return '';
      throw new Fault('bad_host', { detail: 'missing' });
    }
    if (hosts > 1) throw new Fault('bad_host', { detail: 'repeated' });
    if (host === this.#lastHost && host !== '') return this.#lastAuthority;
    const authority = canonicalAuthority(host);
    if (authority === undefined) throw new Fault('bad_host', { detail: 'invalid' });
    this.#lastHost = host;
    this.#lastAuthority = authority;
    return authority;
  }
}

function persists(connection: string | undefined, isNew: boolean): boolean {
  if (connection === undefined) return isNew;
  if (listHolds(connection, 'close')) return false;
  return isNew || listHolds(connection, 'keep-alive');
}

function expectsContinue(expect: string | undefined, isNew: boolean): boolean {
  if (expect === undefined || !isNew) return false;
  if (expect.toLowerCase() === '100-continue') return true;
  throw new Fault('expectation_failed', { detail: 'expect' });
}

/** The fields that have not this name. */
function without(flat: readonly string[], name: string): string[] {
  const kept: string[] = [];
  for (let i = 0; i < flat.length; i += 2) if (flat[i] !== name) kept.push(flat[i]!, flat[i + 1]!);
  return kept;
}
