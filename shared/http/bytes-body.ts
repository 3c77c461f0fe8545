import type { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from './body.ts';

const encoder = new TextEncoder();

/** A body already in memory: replies of our own, buffered requests. Text is sent as UTF-8. */
export class BytesBody implements Body {
  readonly content: Uint8Array;
  #open = true;

  constructor(content: Uint8Array | string) {
    this.content = typeof content === 'string' ? encoder.encode(content) : content;
  }

  get length(): number {
    return this.content.byteLength;
  }

  /** A body of the same bytes that has not been started, for sending them again. */
  copy(): BytesBody {
    return new BytesBody(this.content);
  }

  start(sink: BodySink): void {
    if (this.content.byteLength > 0) sink.write(this.content);
    // The write may have cancelled. When it asked to wait, there is nothing to wait for: no byte follows.
    if (!this.#open) return;
    this.#open = false;
    sink.end();
  }

  resume(): void {}

  cancel(_fault: Fault): void {
    this.#open = false;
  }
}
