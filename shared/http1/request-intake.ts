import { Fault } from '../errors/fault.ts';
import type { Socket } from '../platform/socket.ts';
import { ChunkedDecoder } from './chunked.ts';
import { chunked } from './framing.ts';
import { ReadAhead } from './read-ahead.ts';
import { type BodySource, RequestBody } from './request-body.ts';
import type { RequestLine } from './request-line.ts';
import { type ParsedRequest, RequestParser } from './request-parser.ts';
import { RequestsAhead } from './requests-ahead.ts';
import type { ServerOptions } from './server-options.ts';

/** Who is told what the intake comes upon. */
export interface IntakeOwner {
  onRequest(request: ParsedRequest, body: RequestBody | null): void;
  /** The bytes make no request. Nothing after them will be read. */
  onUnreadable(fault: Fault, line: RequestLine | undefined): void;
  /** The body of the request is asked for, for the first time. */
  onBodyStarted(): void;
  /** Something was read, or may be read now that was not before: waits may have to be set anew. */
  onProgress(): void;
}

/**
 * The reading half of a connection: makes requests and bodies of bytes, one request at a time. What comes ahead of its
 * turn waits, up to a bound; then the socket waits.
 */
export class RequestIntake implements BodySource {
  /** What the intake is at: `busy` while a request is being answered, whether or not its body has all come. */
  isBusy = false;
  #body: RequestBody | null = null;
  #decoder: ChunkedDecoder | undefined = undefined;
  #isCut = false;
  #isTaking = false;
  #hasRest = false;
  #isPaused = false;
  #isClosed = false;
  /** Bytes of the connection so far. */
  #received = 0;
  readonly #ahead = new ReadAhead();
  readonly #pipelined: RequestsAhead;
  readonly #parser: RequestParser;
  readonly #socket: Socket;
  readonly #options: ServerOptions;
  readonly #owner: IntakeOwner;

  constructor(owner: IntakeOwner, socket: Socket, options: ServerOptions) {
    this.#owner = owner;
    this.#socket = socket;
    this.#options = options;
    this.#pipelined = new RequestsAhead(options.maxRequestsPipelined);
    this.#parser = new RequestParser(socket.secure ? 'https' : 'http', options.head, options.h2c);
  }

  /** The body of the request being answered, or the rest of one that is read past. */
  get body(): RequestBody | null {
    return this.#body;
  }

  /** Whether another request could be read after this one: its body has come, or the rest is soon read past. */
  mayGoOn(expectsContinue: boolean): boolean {
    if (this.isBroken || this.#pipelined.isFull) return false;
    const body = this.#body;
    if (body === null || body.isDone) return true;
    // A client that still waits for `100 Continue` may send its body or not: what follows cannot be told apart.
    return body.isSmallRest && (body.isStarted || !expectsContinue);
  }

  /** Whether a head has begun and is not complete. */
  get isWithinHead(): boolean {
    return !this.isBusy && this.#parser.hasBegun;
  }

  /** Whether the bytes stopped making sense, so that none that follow will be read. */
  get isBroken(): boolean {
    return this.#isCut || this.#body?.isBroken === true;
  }

  /** Whether bytes wait for their turn. */
  get hasUnread(): boolean {
    return this.#hasRest || this.#ahead.size > 0;
  }

  get line(): RequestLine | undefined {
    return this.#parser.line;
  }

  /** Takes what the socket received. */
  push(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    this.#received += bytes.length;
    if (this.#isTaking || this.#ahead.size > 0) this.#ahead.push(bytes);
    else this.#take(bytes);
    this.#throttle();
    this.#owner.onProgress();
  }

  /** The request is answered: goes on to the next, past the rest of a body nobody wants. */
  next(): void {
    this.isBusy = false;
    if (this.#body?.isDone) this.#body = null;
    this.#body?.release();
    this.#pump();
  }

  onBodyStarted(): void {
    this.#owner.onBodyStarted();
  }

  onBodyReady(): void {
    this.#pump();
  }

  /** Gives up the head under way: nothing more will be read. */
  cut(): void {
    this.isBusy = true;
    this.#isCut = true;
    this.#body = null;
  }

  /** Reads no more requests; bytes that come are dropped. */
  close(): void {
    this.#isClosed = true;
    this.#ahead.clear();
    this.#throttle();
  }

  /** Stops reading for good and hands over what was read ahead. */
  release(): Uint8Array {
    this.#isClosed = true;
    return this.#ahead.takeAll();
  }

  #pump(): void {
    if (this.#isTaking || this.#isClosed) return;
    while (this.#ahead.size > 0 && this.#isReady) this.#take(this.#ahead.shift()!);
    this.#throttle();
    this.#owner.onProgress();
  }

  get #isReady(): boolean {
    if (this.#isClosed) return false;
    if (this.#body !== null && !this.#body.isDone) return this.#body.isReady;
    return !this.isBusy || this.isBroken;
  }

  #take(bytes: Uint8Array): void {
    let at = 0;
    this.#isTaking = true;
    while (at < bytes.length && this.#isReady) at = this.#advance(bytes, at);
    this.#isTaking = false;
    this.#hasRest = false;
    if (at < bytes.length && !this.#isClosed) this.#ahead.putBack(at === 0 ? bytes : bytes.subarray(at));
  }

  #advance(bytes: Uint8Array, at: number): number {
    if (this.isBroken) return bytes.length;
    const body = this.#body;
    if (body === null || body.isDone) return this.#readHead(bytes, at);
    return body.take(bytes, at);
  }

  #readHead(bytes: Uint8Array, at: number): number {
    let end: number;
    try {
      end = this.#parser.read(bytes, at);
    } catch (error) {
      this.cut();
      this.#owner.onUnreadable(Fault.from(error), this.#parser.line);
      return bytes.length;
    }
    if (end === -1) return bytes.length;
    this.#hasRest = end < bytes.length;
    const request = this.#parser.take();
    this.isBusy = true;
    const unread = this.#ahead.size + bytes.length - end;
    this.#pipelined.note(this.#received - unread + Math.max(request.bodyLength, 0), this.#received);
    this.#body = this.#bodyOf(request);
    this.#owner.onRequest(request, this.#body);
    return end;
  }

  #bodyOf({ bodyLength }: ParsedRequest): RequestBody | null {
    if (bodyLength === 0) return null;
    const { maxDiscardedBytes, chunked: limits } = this.#options;
    if (bodyLength !== chunked) return new RequestBody(this, bodyLength, undefined, maxDiscardedBytes);
    this.#decoder ??= new ChunkedDecoder(limits);
    this.#decoder.begin();
    return new RequestBody(this, undefined, this.#decoder, maxDiscardedBytes);
  }

  /** Stops the socket while too much waits, and lets it go on when not. */
  #throttle(): void {
    const mustPause = this.#ahead.size >= this.#options.maxBufferedBytes;
    if (mustPause === this.#isPaused) return;
    this.#isPaused = mustPause;
    if (mustPause) this.#socket.pause();
    else this.#socket.resume();
  }
}
