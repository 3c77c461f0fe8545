import { Buffer } from 'node:buffer';
import type { Http2Stream } from 'node:http2';
import type { Code } from '../../shared/errors/codes.ts';
import { Fault } from '../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../shared/http/body.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import type { BodyPace } from '../../shared/http1/body-pace.ts';
import type { FieldLimits } from '../../shared/http1/fields.ts';
import { refuseForbiddenTrailers } from '../../shared/http1/trailers.ts';
import { Deadline } from '../../shared/platform/deadline.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { Timers } from '../../shared/platform/timers.ts';
import { soundFields } from './fields.ts';

/** What is told of a body beside its bytes. */
export interface StreamBodyFacts {
  /** Longest wait between two reads while the body is asked for, and what it is when it is over. */
  readonly waitMs: number;
  readonly late: Code;
  /** How fast it has to come on the whole, where it has to. */
  readonly pace?: BodyPace;
  /** What may follow the body. */
  readonly trailers: FieldLimits;
  /** What it is when the body breaks off or is not what was announced. */
  readonly broken: Code;
}

/** Who stands behind a body. */
export interface StreamBodyOwner {
  readonly timers: Timers;
  readonly clock: Clock;
  /** The body is asked for, for the first time. */
  onBodyStarted(): void;
  /** Whoever takes the body lets go of it. */
  onBodyCancelled(fault: Fault): void;
  /** The body came to its end, or broke. */
  onBodyOver(fault: Fault | undefined): void;
}

/** The body that comes on a stream of HTTP/2. */
export class StreamBody implements Body {
  /** Bytes that are announced; set as soon as it is known, before the start. */
  length: number | undefined;
  /** Bytes that came so far. */
  received = 0;
  readonly #stream: WatchedStream;
  readonly #facts: StreamBodyFacts;
  readonly #owner: StreamBodyOwner;
  readonly #waiting: Deadline;
  #sink: BodySink | undefined = undefined;
  #trailers: HeaderList | undefined = undefined;
  #fault: Fault | undefined = undefined;
  /** What is left of a whole body whose stream is gone. */
  #rest: Buffer | undefined = undefined;
  #isOver = false;

  constructor(stream: Http2Stream, facts: StreamBodyFacts, owner: StreamBodyOwner) {
    this.#stream = stream as WatchedStream;
    this.#facts = facts;
    this.#owner = owner;
    this.length = undefined;
    this.#waiting = new Deadline(
      owner.timers,
      () => owner.clock.monotonic(),
      () => this.abort(new Fault(facts.late, { detail: 'body' })),
    );
    this.#stream[body] = this;
    this.#stream[ending] ??= 'open';
    this.#stream.push = pushNoting;
    this.#stream.on('trailers', onTrailers);
  }

  /** Whether nothing more will come of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Nobody will ask for it. */
  close(): void {
    if (!this.#isOver) this.#close();
  }

  start(sink: BodySink): void {
    if (this.#fault !== undefined) {
      sink.fail(this.#fault);
      return;
    }
    this.#sink = sink;
    this.#owner.onBodyStarted();
    if (this.#rest !== undefined) {
      this.#takeRest();
      return;
    }
    this.#await();
    this.#stream.on('data', onData);
    this.#stream.on('end', onEnd);
  }

  resume(): void {
    if (this.#isOver || this.#sink === undefined) return;
    if (this.#rest !== undefined) {
      this.#takeRest();
      return;
    }
    this.#await();
    this.#stream.resume();
  }

  /**
   * The stream is gone, and the runtime gives out nothing of it any more. True: all of the body came before; what was not
   * taken of it yet is kept, and the body goes on as if nothing had happened.
   */
  outlive(): boolean {
    if (this.#isOver || this.#stream[ending] !== 'clean') return false;
    if (this.#rest !== undefined) return true;
    this.#unwatch();
    this.#rest = restOf(this.#stream);
    if (this.#sink !== undefined && !this.#stream.isPaused()) this.#takeRest();
    return true;
  }

  cancel(fault: Fault): void {
    if (this.#isOver) return;
    this.#close();
    this.#owner.onBodyCancelled(fault);
  }

  /** Tells the sink, now or when it comes, that the rest will not. */
  abort(fault: Fault): void {
    if (this.#isOver) return;
    const sink = this.#sink;
    this.#close();
    this.#fault = fault;
    this.#owner.onBodyOver(fault);
    sink?.fail(fault);
  }

  /** A piece came. */
  take(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.received += bytes.length;
    if (this.length !== undefined && this.received > this.length) {
      this.abort(new Fault(this.#facts.broken, { detail: 'longer than its content-length' }));
      return;
    }
    if (this.#sink!.write(bytes)) {
      this.#await();
      return;
    }
    if (this.#isOver) return;
    this.#waiting.clear();
    this.#facts.pace?.pause(this.#owner.clock.monotonic());
    this.#stream.pause();
  }

  takeTrailers(raw: readonly string[]): void {
    try {
      const flat = soundFields(raw, this.#facts.trailers);
      refuseForbiddenTrailers(flat);
      if (flat.length > 0) this.#trailers = new HeaderList(flat);
    } catch (error) {
      this.abort(new Fault(this.#facts.broken, { detail: Fault.from(error).detail ?? 'trailers', cause: error }));
    }
  }

  /** The stream has given all it has. */
  finish(): void {
    if (this.#isOver) return;
    const isShort = this.length !== undefined && this.received < this.length;
    if (this.#stream[ending] === 'broken' || isShort) {
      this.abort(new Fault(this.#facts.broken, { detail: isShort ? 'shorter than its content-length' : 'reset' }));
      return;
    }
    const sink = this.#sink!;
    this.#close();
    this.#owner.onBodyOver(undefined);
    sink.end(this.#trailers);
  }

  #await(): void {
    const { waitMs, pace } = this.#facts;
    const leftMs = pace === undefined ? waitMs : pace.await(this.#owner.clock.monotonic(), this.received);
    this.#waiting.set(Math.min(waitMs, leftMs));
  }

  /** As nothing follows the rest, nothing has to wait when whoever takes it asks to. */
  #takeRest(): void {
    const rest = this.#rest!;
    this.#rest = undefined;
    if (rest.length > 0) this.take(rest);
    this.finish();
  }

  #close(): void {
    this.#isOver = true;
    this.#sink = undefined;
    this.#rest = undefined;
    this.#waiting.dispose();
    this.#unwatch();
  }

  #unwatch(): void {
    this.#stream.off('data', onData);
    this.#stream.off('end', onEnd);
    this.#stream.off('trailers', onTrailers);
  }
}

const body = Symbol('body');
const ending = Symbol('ending');

/** The runtime's stream with a way back to ours, so that a few functions serve all streams. */
interface WatchedStream extends Http2Stream {
  [body]: StreamBody;
  [ending]: 'open' | 'clean' | 'broken';
}

function restOf(stream: Http2Stream): Buffer {
  const pieces: Buffer[] = [];
  for (let piece = stream.read(); piece !== null; piece = stream.read()) pieces.push(piece);
  return Buffer.concat(pieces);
}

function onData(this: WatchedStream, bytes: Uint8Array): void {
  this[body].take(bytes);
}

function onEnd(this: WatchedStream): void {
  this[body].finish();
}

function onTrailers(this: WatchedStream, _fields: unknown, _flags: number, raw: readonly string[]): void {
  this[body].takeTrailers(raw);
}

/**
 * The runtime ends the reading side in the same way for a message that is complete and for one that was reset with the
 * codes CANCEL and NO_ERROR, or whose connection broke. It does so before it closes the stream in the first case, and
 * after it in the others.
 */
function pushNoting(this: WatchedStream, chunk: unknown, encoding?: BufferEncoding): boolean {
  if (chunk === null && this[ending] === 'open') this[ending] = this.closed || this.destroyed ? 'broken' : 'clean';
  return Object.getPrototypeOf(this).push.call(this, chunk, encoding) as boolean;
}
