import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';

/** Chunks that may wait in the stream before the source is asked to stop. */
const highWaterMark = 4;

/** What an {@link OutgoingBody} tells its owner, once. */
export type OnSent = (bytesSent: number, fault: Fault | undefined) => void;

/**
 * A body on its way into a web `Response`: bytes where the whole body is there at once, else a stream.
 * Chunks are counted on their way, and however it ends, the owner hears of it once.
 */
export class OutgoingBody implements BodySink {
  readonly #body: Body;
  readonly #onSent: OnSent;
  readonly #early: Uint8Array[] = [];
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #bytes = 0;
  #isOver = false;
  #fault: Fault | undefined;

  constructor(body: Body, onSent: OnSent) {
    this.#body = body;
    this.#onSent = onSent;
  }

  /** Starts the body. Called once. */
  open(): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
    this.#body.start(this);
    if (this.#isOver && this.#fault === undefined) return joined(this.#early, this.#bytes);
    return new ReadableStream(this, { highWaterMark });
  }

  /** Breaks off, because the client has left. Called by the stream too, with the reason of its reader. */
  cancel(reason: unknown): void {
    if (this.#isOver) return;
    const fault = reason instanceof Fault ? reason : new Fault('client_left', { cause: reason });
    this.#over(fault);
    this.#body.cancel(fault);
    this.#controller?.error(fault);
  }

  /** Called by the stream, with what came before it was there. */
  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller;
    for (const chunk of this.#early.splice(0)) controller.enqueue(chunk);
    if (this.#fault) controller.error(this.#fault);
  }

  /** Called by the stream when it has room. */
  pull(): void {
    this.#body.resume();
  }

  write(chunk: Uint8Array): boolean {
    if (this.#isOver) return false;
    this.#bytes += chunk.byteLength;
    if (this.#controller === undefined) {
      this.#early.push(chunk);
      return this.#early.length < highWaterMark;
    }
    if (chunk.byteLength > 0) this.#controller.enqueue(chunk);
    return (this.#controller.desiredSize ?? 0) > 0;
  }

  end(): void {
    if (this.#isOver) return;
    this.#over(undefined);
    this.#controller?.close();
  }

  fail(fault: Fault): void {
    if (this.#isOver) return;
    this.#over(fault);
    this.#controller?.error(fault);
  }

  #over(fault: Fault | undefined): void {
    this.#isOver = true;
    this.#fault = fault;
    this.#onSent(this.#bytes, fault);
  }
}

function joined(chunks: readonly Uint8Array[], total: number): Uint8Array<ArrayBuffer> {
  if (chunks.length === 1) return chunks[0] as Uint8Array<ArrayBuffer>;
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
