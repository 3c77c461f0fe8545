import { collectRequest } from '../engine/collect-request.ts';
import type { Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import { plainPath } from '../http/path.ts';
import { decodeRequest, requestBounds } from '../platform/decode-body.ts';
import type { AiRequest } from './ai-request.ts';
import { withoutMark } from './dialects/generic-body.ts';
import { dialectFor } from './dialects/index.ts';
import { badRequest } from './dialects/json/read-json.ts';
import type { Inference } from './inference.ts';
import { rememberingLast } from './remembering-last.ts';
import { withNamedModel } from './routing/named-model.ts';

/**
 * Reads what an AI route was sent, by the dialect of its path. Codings are taken off, within bounds, so that what was
 * looked at is what upstreams get. From here on the body is in memory; upstreams get copies of it.
 */
export async function readRequest(inference: Inference, exchange: Routed): Promise<AiRequest> {
  const unread = decode(inference, exchange);
  readPath(exchange);
  const { path, query, headers } = exchange.request;
  const { modelHeader, maxBodyBytes } = inference;
  const came = exchange.body === null ? none : await collectRequest(exchange, exchange.body, maxBodyBytes);
  exchange.body = null;
  const dialect = dialectOf(inference, exchange, came);
  const isKnown = dialect.name !== 'generic';
  if (unread !== undefined) {
    if (isKnown) throw unread;
    return { ...dialect.read(none, path, query), content: came, unread: unknownCoding };
  }
  const content = isKnown ? withoutMark(came) : came;
  if (isKnown && content.byteLength === 0)
    throw badRequest('The request has no body; this endpoint needs a JSON object.');
  const mediaType = headers.joined('content-type')?.toLowerCase();
  return withNamedModel(dialect.read(content, path, query, mediaType), headers, modelHeader);
}

/** The dialect of a request that may have no body: lists of models and the like are asked for without one. */
export function dialectOf({ family }: Pick<Inference, 'family'>, exchange: Routed, content: Uint8Array = none) {
  const { method, path } = exchange.request;
  return dialectFor(content.byteLength === 0 && method !== 'POST' ? '/' : path, family);
}

/**
 * Whatever is needlessly escaped in the path is written plainly, for upstreams too: what they are asked for is what was
 * looked at.
 */
function readPath(exchange: Routed): void {
  const { request } = exchange;
  const path = plainPathOf(request.path);
  if (path !== request.path) exchange.request = { ...request, path };
}

const plainPathOf = rememberingLast(plainPath);

/** Takes the codings off. The fault that it answers is that of a coding which nobody here reads. */
function decode({ platform, decoding }: Inference, exchange: Routed): Fault | undefined {
  try {
    decodeRequest(exchange, platform.compression, requestBounds(decoding));
    return undefined;
  } catch (error) {
    return Fault.from(error);
  }
}

const unknownCoding = 'its content coding is not known here; send it without one';
const none = new Uint8Array(0);
