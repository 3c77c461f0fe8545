import type { Answered, Routed } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { Fault } from '../errors/fault.ts';
import { preferredCoding } from '../http/accept-encoding.ts';
import { weakTag } from '../http/conditional.ts';
import { addVary } from '../http/vary.ts';
import type { Compression, ContentCoding } from '../platform/compression.ts';
import { codingsOf, type DecodeBounds, decodeBody, dropCodedFields } from './decode-body.ts';

/** What `decompress` is told; bounds that are absent are those of `limits`. */
export interface DecompressOptions {
  readonly phase: 'request' | 'response' | 'both';
  /** Leaves responses alone that the client can decode itself. */
  readonly onlyWhenNeeded: boolean;
  readonly maxRatio?: number | undefined;
  readonly maxSizeBytes?: number | undefined;
}

/** Decodes the bodies of requests, of responses, or of both, within bounds. */
export const decompress = defineFilter({
  name: 'decompress',
  create({ phase, onlyWhenNeeded, maxRatio, maxSizeBytes }: DecompressOptions, { platform, decoding }) {
    const { compression } = platform;
    const bounds = { maxRatio: maxRatio ?? decoding.maxRatio, maxBytes: maxSizeBytes ?? decoding.maxBytes };
    const requestBounds: DecodeBounds = { ...bounds, tooLarge: 'payload_too_large', broken: 'content_coding_broken' };
    const responseBounds: DecodeBounds = {
      ...bounds,
      ...{ tooLarge: 'upstream_bad_response', broken: 'upstream_bad_response' },
    };
    return {
      ...(phase !== 'response' && {
        onRequest(exchange) {
          decodeRequest(exchange, compression, requestBounds);
          return undefined;
        },
      }),
      ...(phase !== 'request' && {
        onResponse(exchange) {
          // There is no body to be transformed, and the fields are to be those of a GET.
          if (exchange.received.method === 'HEAD') settleResponse(exchange, compression, onlyWhenNeeded);
        },
        transformResponse(exchange) {
          if (exchange.received.method === 'HEAD') return undefined;
          const codings = settleResponse(exchange, compression, onlyWhenNeeded);
          if (codings.length === 0) return undefined;
          return { replace: (body) => decodeBody(body, codings, compression, responseBounds) };
        },
      }),
    };
  },
});

/** Refuses what it cannot decode: behind this filter nothing coded is expected. */
function decodeRequest(exchange: Routed, compression: Compression, bounds: DecodeBounds): void {
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

/** Says in the head that the response is plain, and answers what is to be decoded to make it so. */
function settleResponse(
  { received, response: { status, headers } }: Answered,
  compression: Compression,
  onlyWhenNeeded: boolean,
): readonly ContentCoding[] {
  if (status === 206 || status === 304 || headers.has('content-range')) return [];
  if (headers.joined('cache-control')?.toLowerCase().includes('no-transform')) return [];
  const codings = codingsOf(headers, compression.decodes) ?? [];
  if (codings.length === 0) return [];
  if (onlyWhenNeeded) {
    addVary(headers, 'Accept-Encoding');
    const accepted = received.headers.joined('accept-encoding');
    if (codings.every((coding) => preferredCoding(accepted, [coding]) !== undefined)) return [];
  }
  dropCodedFields(headers);
  headers.delete('accept-ranges');
  const etag = headers.get('etag');
  if (etag !== undefined) headers.set('etag', weakTag(etag));
  return codings;
}
