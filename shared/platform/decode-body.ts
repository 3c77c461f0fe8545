import type { Code } from '../errors/codes.ts';
import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead } from '../http/head.ts';
import type { HeaderList } from '../http/header-list.ts';
import { CodedBody } from './coded-body.ts';
import type { Compression, ContentCoding } from './compression.ts';

/** How large a body may become when it is decoded. */
export interface DecodedSize {
  /** Bytes out for each byte in. */
  readonly maxRatio: number;
  readonly maxBytes: number;
}

/** What a body may become when it is decoded, and what it fails with. */
export interface DecodeBounds extends DecodedSize {
  readonly tooLarge: Code;
  readonly broken: Code;
}

/** The body without its codings, which stand in the order in which they were applied. */
export function decodeBody(
  body: Body,
  codings: readonly ContentCoding[],
  compression: Compression,
  bounds: DecodeBounds,
): Body {
  const { broken } = bounds;
  const bound = (bytesIn: number, bytesOut: number): Fault | undefined => boundOf(bounds, bytesIn, bytesOut);
  return codings.reduceRight<Body>(
    (encoded, coding) => new CodedBody(encoded, compression.decoder(coding), { broken, bound }),
    body,
  );
}

/** The size that the body of a request may have, and how a client is told that it does not. */
export function requestBounds(size: DecodedSize): DecodeBounds {
  return { ...size, tooLarge: 'payload_too_large', broken: 'content_coding_broken' };
}

/**
 * Takes the codings off the body of a request and out of its head. Throws `Fault('content_coding_not_supported')`, which
 * names those that are read, where there is one that is not.
 */
export function decodeRequest(exchange: DecodableRequest, compression: Compression, bounds: DecodeBounds): void {
  const { body, request } = exchange;
  if (body === null) return;
  const codings = codingsOf(request.headers, compression.decodes);
  if (codings === undefined) {
    const headers = { 'accept-encoding': compression.decodes.join(', ') };
    throw new Fault('content_coding_not_supported', { detail: request.headers.joined('content-encoding')!, headers });
  }
  if (codings.length === 0) return;
  const headers = request.headers.copy();
  dropCodedFields(headers);
  exchange.request = { ...request, headers };
  exchange.body = decodeBody(body, codings, compression, bounds);
}

/** A request under way, as far as its coding is concerned. */
export interface DecodableRequest {
  body: Body | null;
  request: RequestHead;
}

/** Output below which nobody asks how much it grew: so much harms nobody, and short texts repeat themselves. */
const harmlessBytes = 65_536;

function boundOf({ maxRatio, maxBytes, tooLarge }: DecodeBounds, bytesIn: number, bytesOut: number): Fault | undefined {
  if (bytesOut > maxBytes) return new Fault(tooLarge, { detail: `decodes to more than ${maxBytes} bytes` });
  if (bytesOut <= harmlessBytes || bytesOut <= bytesIn * maxRatio) return undefined;
  return new Fault(tooLarge, { detail: `decodes to more than ${maxRatio} times its size` });
}

/**
 * The codings that a message names, without `identity`; empty when it names none, `undefined` when one of them is not
 * `known` or there are more than two, which nobody needs but to be expensive.
 */
export function codingsOf(headers: HeaderList, known: readonly ContentCoding[]): readonly ContentCoding[] | undefined {
  const value = headers.joined('content-encoding');
  if (value === undefined) return [];
  const codings: ContentCoding[] = [];
  for (const part of value.split(',')) {
    const name = part.trim().toLowerCase();
    if (name === '' || name === 'identity') continue;
    const coding = known.find((one) => one === (name === 'x-gzip' ? 'gzip' : name));
    if (coding === undefined || codings.length === 2) return undefined;
    codings.push(coding);
  }
  return codings;
}

/** Takes away what was true of the coded form alone. */
export function dropCodedFields(headers: HeaderList): void {
  for (const name of codedFields) headers.delete(name);
}

const codedFields = ['content-encoding', 'content-length', 'content-digest', 'content-md5', 'digest', 'repr-digest'];
