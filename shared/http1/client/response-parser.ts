import { HeaderList } from '../../http/header-list.ts';
import { SentOn } from '../../http/sent-on.ts';
import { ChunkedDecoder } from '../chunked.ts';
import { FieldReader } from '../fields.ts';
import { chunked } from '../framing.ts';
import { asBadResponse, badResponse } from './bad-response.ts';
import { type Framing, framingOf, untilClose } from './response-framing.ts';
import type { ResponseLimits } from './response-limits.ts';
import { parseStatusLine, type StatusLine } from './status-line.ts';

/**
 * Takes the answers on one connection apart, strictly: what can be read in two ways is refused with
 * `upstream_bad_response`. Bytes may come in any pieces; content goes out as views of what came in.
 *
 * Use: `begin` for each answer expected; `readHead` until it gives an index, again after each informational head; then
 * `readContent` until `isDone`. After a fault the parser, and the connection, must not be used again.
 */
export class ResponseParser {
  /** Fields of the last head read. Never changed: the same list when they are those of the head before. */
  headers = new HeaderList();
  framing: Framing = noContent;
  /** The content that the last `readContent` came upon. */
  piece: Uint8Array | undefined = undefined;
  /** Whether the answer is complete. */
  isDone = false;
  readonly #limits: ResponseLimits;
  readonly #head: FieldReader<StatusLine>;
  #chunks: ChunkedDecoder | undefined = undefined;
  #line: StatusLine = { version: '1.1', status: 0 };
  #method = '';
  /** Whose answer `framing` was told of. */
  #framedMethod = '';
  #remaining = 0;
  #heads = 0;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
    this.#head = new FieldReader(limits.head, parseStatusLine);
  }

  get status(): number {
    return this.#line.status;
  }

  /** Whether the head read last is followed by another. */
  get isInformational(): boolean {
    return this.status < 200 && this.status !== 101;
  }

  /** Trailer fields, once a chunked answer is done; `undefined` when there were none. */
  get trailers(): HeaderList | undefined {
    if (this.framing.extent !== chunked || this.#chunks === undefined) return undefined;
    return this.#chunks.trailers.length === 0 ? undefined : new HeaderList(this.#chunks.trailers);
  }

  /** Makes ready for the answer to a request with this method. */
  begin(method: string): void {
    this.#method = method;
    this.#heads = 0;
    this.isDone = false;
    this.#head.begin();
  }

  /** Reads on from `at`. Answers the index after the head, or -1 when all bytes are taken and more are needed. */
  readHead(bytes: Uint8Array, at: number): number {
    // An empty line before a head is for requests; here it would be data nobody asked for.
    if (!this.#head.hasBegun && bytes[at] !== LETTER_H) throw badResponse('status-line-version');
    let end: number;
    try {
      end = this.#head.read(bytes, at);
    } catch (error) {
      throw asBadResponse(error);
    }
    if (end !== -1) this.#takeHead();
    return end;
  }

  /** Reads content on from `at` and answers the index it came to: after a piece, after the answer, or the end. */
  readContent(bytes: Uint8Array, at: number): number {
    if (this.framing.extent === chunked) return this.#readChunks(bytes, at);
    const end = Math.min(bytes.length, at + this.#remaining);
    this.piece = at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end);
    this.#remaining -= end - at;
    this.isDone = this.#remaining === 0;
    return end;
  }

  /** The other side sends no more. Answers whether that completes the answer. */
  endOfInput(): boolean {
    return this.framing.extent === untilClose && this.#heads > 0 && !this.isInformational;
  }

  #takeHead(): void {
    this.#heads += 1;
    this.#frame(this.#head.line!, this.#head.flat);
    this.#head.begin();
    if (this.isInformational) {
      if (this.#heads > this.#limits.maxInformational) throw badResponse('too-many-informational');
      return;
    }
    const { extent } = this.framing;
    this.isDone = extent === 0;
    this.#remaining = extent === untilClose ? Number.POSITIVE_INFINITY : extent;
    if (extent === chunked) this.#beginChunks();
  }

  /** Fields, status and method alone say how an answer ends: where they are those of the head before, so does that. */
  #frame(line: StatusLine, flat: string[]): void {
    const isSame = flat === this.headers.flat;
    if (isSame) this.headers.sentOn ??= new SentOn();
    else this.headers = new HeaderList(flat);
    if (isSame && line === this.#line && this.#method === this.#framedMethod) return;
    this.framing = framingOf(line, flat, this.#method);
    this.#line = line;
    this.#framedMethod = this.#method;
  }

  #beginChunks(): void {
    this.#chunks ??= new ChunkedDecoder(this.#limits.chunked);
    this.#chunks.begin();
  }

  #readChunks(bytes: Uint8Array, at: number): number {
    const chunks = this.#chunks!;
    try {
      const end = chunks.read(bytes, at);
      this.piece = chunks.piece;
      this.isDone = chunks.isDone;
      return end;
    } catch (error) {
      throw asBadResponse(error);
    }
  }
}

const noContent: Framing = { extent: 0, persists: true, keepAliveSecs: undefined };
const LETTER_H = 0x48;
