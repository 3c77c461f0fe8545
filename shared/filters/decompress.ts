import type { Answered } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { preferredCoding } from '../http/accept-encoding.ts';
import { weakTag } from '../http/conditional.ts';
import { addVary } from '../http/vary.ts';
import type { Compression, ContentCoding } from '../platform/compression.ts';
import {
  codingsOf,
  type DecodeBounds,
  decodeBody,
  decodeRequest,
  dropCodedFields,
  requestBounds,
} from '../platform/decode-body.ts';
import { matchTag } from './match-tag.ts';

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
    const ofRequests = requestBounds(bounds);
    const responseBounds: DecodeBounds = {
      ...bounds,
      ...{ tooLarge: 'upstream_bad_response', broken: 'upstream_bad_response' },
    };
    return {
      ...(phase !== 'response' && {
        onRequest(exchange) {
          // Behind this filter nothing coded is expected: what cannot be decoded is refused.
          decodeRequest(exchange, compression, ofRequests);
          return undefined;
        },
      }),
      ...(phase !== 'request' && {
        onResponse(exchange) {
          const { received, response } = exchange;
          const isOfDecoded = response.status === 304 && matchTag(exchange);
          if (isOfDecoded && onlyWhenNeeded) addVary(response.headers, 'Accept-Encoding');
          // There is no body to be transformed, and the fields are to be those of a GET.
          if (received.method === 'HEAD') settleResponse(exchange, compression, onlyWhenNeeded);
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
