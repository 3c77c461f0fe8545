import { Fault } from '../../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../../shared/http/body.ts';
import { WebBody } from '../../../shared/http/web-body.ts';

/** A stream that is asked for when the body is started. */
export class LateBody implements Body {
  readonly length: number;
  readonly #open: () => Promise<ReadableStream<Uint8Array>>;
  #body: WebBody | undefined;
  #cancelled: Fault | undefined;

  constructor(length: number, open: () => Promise<ReadableStream<Uint8Array>>) {
    this.length = length;
    this.#open = open;
  }

  start(sink: BodySink): void {
    this.#open().then(
      (stream) => {
        this.#body = new WebBody(stream, this.length, 'internal');
        if (this.#cancelled) this.#body.cancel(this.#cancelled);
        else this.#body.start(sink);
      },
      (error: unknown) => {
        if (!this.#cancelled) sink.fail(Fault.from(error));
      },
    );
  }

  resume(): void {
    this.#body?.resume();
  }

  cancel(fault: Fault): void {
    this.#cancelled = fault;
    this.#body?.cancel(fault);
  }
}
