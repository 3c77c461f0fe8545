import { Fault } from '../../errors/fault.ts';
import type { Body } from '../../http/body.ts';
import { bodyToStream, WebBody } from '../../http/web-body.ts';

/**
 * What to ask a provider for, so that answers come as they are: reading them costs nothing then, and each event arrives
 * when it was sent. Some compress all the same; {@link decodedEvents} is for those.
 */
export const eventsAcceptEncoding = 'identity';

/**
 * The body without its `content-encoding`, whose field must be taken from the head. The same body where it has none.
 * gzip and deflate are read everywhere, br and zstd where the runtime can (`DecompressionStream`); what cannot be read is
 * refused with `Fault('upstream_bad_response')`, because a stream that is not read cannot be charged. Runs over web
 * streams.
 */
export function decodedEvents(body: Body, contentEncoding: string | undefined): Body {
  const names = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const encodings = names.filter((name) => name !== '' && name !== 'identity');
  if (encodings.length > mostEncodings) throw unreadable(contentEncoding);
  // Encodings stand in the order in which they were applied.
  return encodings.reduceRight((encoded, name) => decodedBy(encoded, name), body);
}

/** No server applies more than one; more of them are made to be expensive. */
const mostEncodings = 2;

function decodedBy(body: Body, name: string): Body {
  const decoder = decoderOf(formats.get(name));
  if (decoder === undefined) throw unreadable(name);
  return new WebBody(bodyToStream(body).pipeThrough(decoder), undefined, 'upstream_body_broken');
}

function decoderOf(format: string | undefined): ReadableWritablePair<Uint8Array, Uint8Array> | undefined {
  if (format === undefined) return undefined;
  try {
    // Runtimes know more formats than the types of the platform name.
    return new DecompressionStream(format as 'gzip') as ReadableWritablePair<Uint8Array, Uint8Array>;
  } catch {
    // A format that this runtime does not have.
    return undefined;
  }
}

function unreadable(encoding: string | undefined): Fault {
  return new Fault('upstream_bad_response', { detail: `a stream of events in the encoding ${encoding}` });
}

const formats: ReadonlyMap<string, string> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'brotli'],
  ['zstd', 'zstd'],
]);
