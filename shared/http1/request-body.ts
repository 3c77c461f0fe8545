import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import { HeaderList } from '../http/header-list.ts';
import type { ChunkedDecoder } from './chunked.ts';

/** The connection behind a request body. */
export interface BodySource {
  /** The body is asked for. */
  onBodyStarted(): void;
  /** The body can take bytes now, where it could not before. */
  onBodyReady(): void;
}

/**
 * The body of a request: the connection pushes bytes in, the sink gets what is body of them. Before `start`, and while
 * the sink asks to wait, it takes nothing; after `cancel` it reads past the rest, within a bound.
 */
export class RequestBody implements Body {
  readonly length: number | undefined;
  /** Body bytes that came from the client. */
  received = 0;
  /** Whether all of it has come, or it is broken; nothing more belongs to it then. */
  isDone = false;
  /** Whether it broke off, so that nothing after it can be understood. */
  isBroken = false;
  readonly #source: BodySource;
  readonly #decoder: ChunkedDecoder | undefined;
  #remaining: number;
  #discardable: number;
  #sink: BodySink | undefined = undefined;
  #state: 'unstarted' | 'flowing' | 'waiting' | 'discarding' = 'unstarted';
  #fault: Fault | undefined = undefined;

  /** `length` or `decoder`, which is ready for the body, tells where it ends. */
  constructor(
    source: BodySource,
    length: number | undefined,
    decoder: ChunkedDecoder | undefined,
    discardable: number,
  ) {
    this.#source = source;
    this.length = length;
    this.#decoder = decoder;
    this.#remaining = length ?? 0;
    this.#discardable = discardable;
  }

  get isStarted(): boolean {
    return this.#state === 'flowing' || this.#state === 'waiting';
  }

  /** Whether bytes that came now would be taken. */
  get isReady(): boolean {
    if (this.#state === 'flowing') return true;
    return this.#state === 'discarding' && this.#discardable > 0;
  }

  /** Whether the rest is known to be so small that reading past it is worth the connection. */
  get isSmallRest(): boolean {
    return this.isDone || this.#decoder !== undefined || this.#remaining <= this.#discardable;
  }

  start(sink: BodySink): void {
    if (this.#fault !== undefined) {
      sink.fail(this.#fault);
      return;
    }
    this.#sink = sink;
    this.#state = 'flowing';
    this.#source.onBodyStarted();
    this.#source.onBodyReady();
  }

  resume(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'flowing';
    this.#source.onBodyReady();
  }

  cancel(_fault: Fault): void {
    this.#sink = undefined;
    if (this.#state === 'discarding') return;
    this.#state = 'discarding';
    this.#source.onBodyReady();
  }

  /** Tells the sink, now or when it comes, that the rest will not. */
  abort(fault: Fault): void {
    if (this.isDone) return;
    this.isDone = true;
    this.isBroken = true;
    this.#fault = fault;
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.fail(fault);
  }

  /** The answer is complete: nobody wants the rest any more. */
  release(): void {
    if (this.isDone || this.#state === 'discarding') return;
    const sink = this.#sink;
    this.#sink = undefined;
    this.#state = 'discarding';
    sink?.fail(new Fault('request_body_broken', { detail: 'answered-early' }));
  }

  /** Takes bytes from `at` on and answers the index it came to; less than all when it must wait or is done. */
  take(bytes: Uint8Array, at: number): number {
    let from = at;
    while (from < bytes.length && !this.isDone && this.isReady) {
      from = this.#decoder === undefined ? this.#takePlain(bytes, from) : this.#takeChunked(this.#decoder, bytes, from);
    }
    return from;
  }

  #takePlain(bytes: Uint8Array, at: number): number {
    const end = Math.min(bytes.length, at + this.#remaining);
    this.#remaining -= end - at;
    this.#deliver(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
    if (this.#remaining === 0) this.#end(undefined);
    return end;
  }

  #takeChunked(decoder: ChunkedDecoder, bytes: Uint8Array, at: number): number {
    let end: number;
    try {
      end = decoder.read(bytes, at);
    } catch (error) {
      this.abort(Fault.from(error));
      return bytes.length;
    }
    // What stands around the data counts too, or a body of nothing but extensions could be read past for ever.
    if (this.#state === 'discarding') this.#discardable -= end - at - (decoder.piece?.length ?? 0);
    if (decoder.piece !== undefined) this.#deliver(decoder.piece);
    if (decoder.isDone) this.#end(decoder.trailers.length > 0 ? new HeaderList(decoder.trailers) : undefined);
    return end;
  }

  #deliver(piece: Uint8Array): void {
    this.received += piece.length;
    if (this.#sink === undefined) {
      this.#discardable -= piece.length;
      return;
    }
    const goesOn = this.#sink.write(piece);
    if (!goesOn && this.#state === 'flowing') this.#state = 'waiting';
  }

  #end(trailers: HeaderList | undefined): void {
    if (this.isDone) return;
    this.isDone = true;
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end(trailers);
  }
}
