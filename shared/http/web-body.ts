import type { Code } from '../errors/codes.ts';
import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from './body.ts';

/** A body that is a web stream, as the fetch hosts give it. */
export class WebBody implements Body {
  readonly length: number | undefined;
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #broken: Code;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #sink: BodySink | undefined;
  #open = true;
  #bytesRead = 0;
  #isHandedOn = false;
  /** No read is under way, because the sink asked to wait. */
  #waiting = false;

  /** `broken` is the code of the fault when the stream fails, unless it fails with a `Fault` already. */
  constructor(stream: ReadableStream<Uint8Array>, length: number | undefined, broken: Code) {
    this.#stream = stream;
    this.length = length;
    this.#broken = broken;
  }

  /**
   * The stream itself, while nobody has started or cancelled the body; for handing it to the host as it is. Whoever
   * takes it must not start the body.
   */
  get stream(): ReadableStream<Uint8Array> | undefined {
    if (!this.#open || this.#sink !== undefined) return undefined;
    this.#isHandedOn = true;
    return this.#stream;
  }

  /** Bytes that have come so far; `undefined` when the stream itself was taken, and others read it. */
  get bytesRead(): number | undefined {
    return this.#isHandedOn ? undefined : this.#bytesRead;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#reader = this.#stream.getReader();
    this.#read();
  }

  resume(): void {
    if (!this.#waiting || !this.#open) return;
    this.#waiting = false;
    this.#read();
  }

  cancel(fault: Fault): void {
    if (!this.#open) return;
    this.#open = false;
    // Fails when the stream is locked or broken already; there is nothing left to let go of then.
    (this.#reader ?? this.#stream).cancel(fault).catch(ignore);
  }

  #read(): void {
    this.#reader!.read().then(this.#onRead, this.#onError);
  }

  readonly #onRead = ({ done, value }: ReadableStreamReadResult<Uint8Array>): void => {
    if (!this.#open) return;
    if (done) {
      this.#open = false;
      this.#sink!.end();
      return;
    }
    this.#bytesRead += value.byteLength;
    const goesOn = value.byteLength === 0 || this.#sink!.write(value);
    if (!this.#open) return;
    if (goesOn) this.#read();
    else this.#waiting = true;
  };

  readonly #onError = (error: unknown): void => {
    if (!this.#open) return;
    this.#open = false;
    this.#sink!.fail(error instanceof Fault ? error : new Fault(this.#broken, { cause: error, detail: String(error) }));
  };
}

function ignore(): void {}

/**
 * A body as a web stream that takes a chunk only when one is asked for. Cancelling the stream cancels the body with
 * `client_left`; a body that breaks off breaks the stream. Trailers are lost: web streams have no place for them.
 */
export function bodyToStream(body: Body): ReadableStream<Uint8Array> {
  const untouched = body instanceof WebBody ? body.stream : undefined;
  // No buffer of its own: what the reader does not take stays with the source.
  return untouched ?? new ReadableStream(new BodySource(body), { highWaterMark: 0 });
}

class BodySource implements BodySink {
  readonly #body: Body;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(body: Body) {
    this.#body = body;
  }

  pull(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#controller !== undefined) {
      this.#body.resume();
      return;
    }
    this.#controller = controller;
    this.#body.start(this);
  }

  cancel(reason: unknown): void {
    this.#body.cancel(reason instanceof Fault ? reason : new Fault('client_left', { cause: reason }));
  }

  write(chunk: Uint8Array): boolean {
    const controller = this.#controller!;
    // An empty chunk would still answer a read.
    if (chunk.byteLength > 0) controller.enqueue(chunk);
    return chunk.byteLength === 0 || (controller.desiredSize ?? 0) > 0;
  }

  end(): void {
    this.#controller!.close();
  }

  fail(fault: Fault): void {
    this.#controller!.error(fault);
  }
}
