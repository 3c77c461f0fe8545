import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { HeaderList } from '../http/header-list.ts';
import { WebBody } from '../http/web-body.ts';
import type { Deadline } from '../platform/deadline.ts';

/** The call a {@link FetchBody} belongs to. */
export interface BodyOwner {
  /** Breaks off the request behind the body. */
  cancel(fault: Fault): void;
  /** The body is at its end, one way or the other. */
  release(): void;
}

/** What the body of an answer needs beside its stream. */
export interface FetchBodyParts {
  readonly length: number | undefined;
  readonly owner: BodyOwner;
  /** Moved on with every read; runs out when the upstream stops sending. */
  readonly deadline: Deadline;
  readonly readMs: number;
}

/** The body of an answer that `fetch` gave: read chunk by chunk, or handed to the host as the stream it is. */
export class FetchBody implements Body, BodySink {
  readonly length: number | undefined;
  readonly #inner: WebBody;
  readonly #parts: FetchBodyParts;
  #sink: BodySink | undefined;
  #fault: Fault | undefined;
  #isOver = false;

  constructor(stream: ReadableStream<Uint8Array>, parts: FetchBodyParts) {
    this.length = parts.length;
    this.#inner = new WebBody(stream, parts.length, 'upstream_body_broken');
    this.#parts = parts;
  }

  /** The stream itself, for a relay; `undefined` once started or cancelled. Whoever takes it settles. */
  get stream(): ReadableStream<Uint8Array> | undefined {
    return this.#inner.stream;
  }

  /** The relay has sent all of it. */
  settle(): void {
    this.#over();
  }

  /** The relay was broken off. Answers with what; `error` is what the runtime says. */
  settleBroken(error: unknown): Fault {
    this.#over();
    return this.#fault ?? new Fault('upstream_body_broken', { cause: error, detail: String(error) });
  }

  start(sink: BodySink): void {
    if (this.#fault) {
      this.#over();
      sink.fail(this.#fault);
      return;
    }
    this.#sink = sink;
    this.#parts.deadline.set(this.#parts.readMs);
    this.#inner.start(this);
  }

  resume(): void {
    if (this.#isOver) return;
    this.#parts.deadline.set(this.#parts.readMs);
    this.#inner.resume();
  }

  cancel(fault: Fault): void {
    if (this.#isOver) return;
    this.#fault = fault;
    this.#over();
    this.#inner.cancel(fault);
    this.#parts.owner.cancel(fault);
  }

  /** Ends the body with `fault`: the call behind it was broken off. */
  break(fault: Fault): void {
    if (this.#isOver) return;
    this.#fault = fault;
    if (this.#sink === undefined) return;
    this.#over();
    this.#inner.cancel(fault);
    this.#sink.fail(fault);
  }

  write(chunk: Uint8Array): boolean {
    const goesOn = this.#sink!.write(chunk);
    if (this.#isOver) return false;
    if (goesOn) this.#parts.deadline.set(this.#parts.readMs);
    // While the client does not read, the upstream is not to blame.
    else this.#parts.deadline.clear();
    return goesOn;
  }

  end(trailers?: HeaderList): void {
    if (this.#isOver) return;
    this.#over();
    this.#sink!.end(trailers);
  }

  fail(fault: Fault): void {
    if (this.#isOver) return;
    this.#over();
    this.#sink!.fail(fault);
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.owner.release();
  }
}
