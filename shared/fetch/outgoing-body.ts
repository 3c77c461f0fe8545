import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { Timers } from '../platform/timers.ts';

/** Chunks that may wait in the stream before the source is asked to stop. */
const highWaterMark = 4;
/** Bodies announced as no longer than this are worth a short wait for all of them: bytes cost far less than a stream. */
const smallBytes = 64 * 1024;
/** That wait. A body that takes longer is streamed; its head and first bytes are late by no more than this. */
const patienceMs = 20;

/** What an {@link OutgoingBody} tells its owner, once. */
export type OnSent = (bytesSent: number, fault: Fault | undefined) => void;

/** What a web `Response` takes. */
export type Content = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/**
 * A body on its way into a web `Response`: bytes where the whole body is there at once, or nearly so, else a stream.
 * Chunks are counted on their way, and however it ends, the owner hears of it once.
 */
export class OutgoingBody implements BodySink {
  readonly #body: Body;
  readonly #onSent: OnSent;
  readonly #early: Uint8Array[] = [];
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #onOver: (() => void) | undefined;
  #bytes = 0;
  /** How much is taken before there is a stream. */
  #earlyBytes = 1;
  #isOver = false;
  #isBreaking = false;
  #timers: Timers | undefined;
  #fault: Fault | undefined;

  constructor(body: Body, onSent: OnSent) {
    this.#body = body;
    this.#onSent = onSent;
  }

  /** Starts the body. Called once. */
  open(timers: Timers): Content | Promise<Content> {
    this.#timers = timers;
    const mayComeSoon = isSmall(this.#body);
    if (mayComeSoon) this.#earlyBytes = smallBytes;
    this.#body.start(this);
    if (this.#isOver || !mayComeSoon) return this.#content();
    return new Promise((resolve) => {
      const timer = timers.after(patienceMs, () => this.#settleEarly());
      const end = (): void => {
        timer.cancel();
        resolve(this.#content());
      };
      this.#onOver = end;
    });
  }

  /** The client has left. Its stream is left as it is: the runtime has given it up, and would only report an error. */
  leave(fault: Fault): void {
    if (this.#isOver) return;
    this.#controller = undefined;
    this.#body.cancel(fault);
    this.#over(fault);
  }

  /** Called by the stream when its reader leaves. */
  cancel(reason: unknown): void {
    this.leave(reason instanceof Fault ? reason : new Fault('client_left', { cause: reason }));
  }

  /** Called by the stream, with what came before it was there. */
  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller;
    for (const chunk of this.#early.splice(0)) controller.enqueue(chunk);
    this.#breakStream();
  }

  /** Called by the stream when it has room. */
  pull(): void {
    if (this.#isOver) this.#breakStream();
    else this.#body.resume();
  }

  write(chunk: Uint8Array): boolean {
    if (this.#isOver) return false;
    this.#bytes += chunk.byteLength;
    if (this.#controller === undefined) {
      this.#early.push(chunk);
      // The last byte is there: another turn of the loop only to be told so would cost more than it is worth.
      if (this.#bytes === this.#body.length) this.end();
      return this.#bytes < this.#earlyBytes;
    }
    if (chunk.byteLength > 0) this.#controller.enqueue(chunk);
    return (this.#controller.desiredSize ?? 0) > 0;
  }

  end(): void {
    if (this.#isOver) return;
    this.#over(undefined);
  }

  fail(fault: Fault): void {
    if (this.#isOver) return;
    this.#over(fault);
  }

  #over(fault: Fault | undefined): void {
    this.#isOver = true;
    this.#fault = fault;
    this.#onSent(this.#bytes, fault);
    if (fault) this.#breakStream();
    else this.#controller?.close();
    this.#settleEarly();
  }

  /** Breaks the stream of a body that broke off, once what came before has been taken: an error overtakes it. */
  #breakStream(): void {
    const controller = this.#controller;
    const fault = this.#fault;
    if (this.#isBreaking || fault === undefined || controller?.desiredSize !== highWaterMark) return;
    this.#isBreaking = true;
    // Taken is not sent: workerd needs another turn, or even the head would be lost.
    this.#timers?.after(0, () => controller.error(fault));
  }

  /** The wait for all of a small body is over. */
  #settleEarly(): void {
    const settle = this.#onOver;
    this.#onOver = undefined;
    settle?.();
  }

  #content(): Content {
    if (this.#isOver && this.#fault === undefined) return joined(this.#early, this.#bytes);
    return new ReadableStream(this, { highWaterMark });
  }
}

/** Whether a body is announced as short enough to be waited for. */
export function isSmall({ length }: Body): boolean {
  return length !== undefined && length <= smallBytes;
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
