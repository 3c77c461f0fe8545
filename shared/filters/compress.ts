import type { Answered } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { preferredCoding } from '../http/accept-encoding.ts';
import type { Body } from '../http/body.ts';
import { weakTag } from '../http/conditional.ts';
import type { ResponseHead } from '../http/head.ts';
import type { HeaderList } from '../http/header-list.ts';
import { addVary } from '../http/vary.ts';
import { CodedBody, type CodedBodyOptions } from '../platform/coded-body.ts';
import type { Compression, CompressionLevel, ContentCoding } from '../platform/compression.ts';
import { contentTypeRule, isEventStream } from './content-types.ts';
import { matchTag } from './match-tag.ts';

/** What `compress` is told. */
export interface CompressOptions {
  /** Codings to offer, the best first; all that the runtime writes when absent. */
  readonly algorithms?: readonly ContentCoding[] | undefined;
  readonly minSizeBytes: number;
  readonly level: number;
  readonly contentTypes: readonly string[];
  readonly maxConcurrent: number;
}

/** Compresses responses in the coding that the client likes best, chunk by chunk. */
export const compress = defineFilter({
  name: 'compress',
  create(options: CompressOptions, { platform }) {
    const offers = offersOf(options.algorithms, platform.compression);
    const fits = eligibility(options);
    const encoding = new Encoding(platform.compression, options, {
      broken: 'internal',
      flushing: platform.compression.isSteerable ? platform : undefined,
    });
    return {
      onResponse(exchange) {
        const { received, response } = exchange;
        if (response.status === 304 && matchTag(exchange)) addVary(response.headers, 'Accept-Encoding');
        // There is no body to be transformed, and the fields are to be those of a GET.
        else if (received.method === 'HEAD' && fits(exchange)) encoding.choose(exchange, offers);
      },
      transformResponse(exchange) {
        if (exchange.received.method === 'HEAD' || !fits(exchange)) return undefined;
        const coding = encoding.choose(exchange, offers);
        return coding === undefined ? undefined : { replace: (body) => encoding.encode(body, coding) };
      },
    };
  },
});

function offersOf(wanted: readonly ContentCoding[] | undefined, { encodes }: Compression): readonly ContentCoding[] {
  return wanted
    ? wanted.filter((coding) => encodes.includes(coding))
    : encodes.filter((coding) => coding !== 'deflate');
}

/** Whether a response may be compressed, whoever asks for it. */
function eligibility({ minSizeBytes, contentTypes }: CompressOptions): (exchange: Answered) => boolean {
  const isListed = contentTypeRule(contentTypes);
  return ({ received, response: { status, headers } }) => {
    // Parts of a representation are parts of its plain form.
    if (status < 200 || status === 204 || status === 205 || status === 206 || status === 304) return false;
    const type = headers.get('content-type');
    if (!isListed(type) || isEventStream(type)) return false;
    if (headers.has('content-encoding') || headers.has('content-range') || hasDigest(headers)) return false;
    const length = headers.get('content-length');
    if (length !== undefined && Number(length) < minSizeBytes) return false;
    return !forbidsChange(headers) && !forbidsChange(received.headers);
  };
}

/** Whoever tells the digest of the bytes wants them to arrive. */
function hasDigest(headers: HeaderList): boolean {
  return digests.some((name) => headers.has(name));
}

const digests = ['content-digest', 'repr-digest', 'digest', 'content-md5'];

function forbidsChange(headers: HeaderList): boolean {
  return headers.joined('cache-control')?.toLowerCase().includes('no-transform') ?? false;
}

/** Makes encoders, so many at once. */
class Encoding {
  readonly #compression: Compression;
  readonly #level: CompressionLevel;
  readonly #most: number;
  readonly #bodyOptions: CodedBodyOptions;
  #underWay = 0;

  constructor(compression: Compression, { level, maxConcurrent }: CompressOptions, options: CodedBodyOptions) {
    this.#compression = compression;
    // The schema takes no others.
    this.#level = level as CompressionLevel;
    this.#most = maxConcurrent;
    this.#bodyOptions = {
      ...options,
      onClosed: () => {
        this.#underWay -= 1;
      },
    };
  }

  /** Settles on a coding and says so in the head; `undefined` when the response goes as it is. */
  choose({ received, response }: Answered, offers: readonly ContentCoding[]): ContentCoding | undefined {
    addVary(response.headers, 'Accept-Encoding');
    const coding = preferredCoding(received.headers.joined('accept-encoding'), offers);
    if (coding === undefined || this.#underWay >= this.#most) return undefined;
    announce(response, coding);
    return coding;
  }

  encode(body: Body, coding: ContentCoding): Body {
    this.#underWay += 1;
    return new CodedBody(body, this.#compression.encoder(coding, this.#level), this.#bodyOptions);
  }
}

function announce({ headers }: ResponseHead, coding: ContentCoding): void {
  headers.set('content-encoding', coding);
  headers.delete('content-length');
  headers.delete('accept-ranges');
  const etag = headers.get('etag');
  if (etag !== undefined) headers.set('etag', weakTag(etag));
}
