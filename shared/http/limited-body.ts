import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from './body.ts';
import type { HeaderList } from './header-list.ts';

/**
 * The same body, up to `maxBytes`. With the chunk that goes beyond, or at the start when the announced length already
 * does, it fails with `payload_too_large` and lets go of the source.
 */
export function limitBody(body: Body, maxBytes: number): Body {
  return new LimitedBody(body, maxBytes);
}

class LimitedBody implements Body, BodySink {
  readonly length: number | undefined;
  readonly #source: Body;
  readonly #maxBytes: number;
  #passed = 0;
  #sink: BodySink | undefined;
  #open = true;

  constructor(source: Body, maxBytes: number) {
    this.length = source.length;
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    if (this.length !== undefined && this.length > this.#maxBytes) this.#refuse();
    else this.#source.start(this);
  }

  resume(): void {
    if (this.#open) this.#source.resume();
  }

  cancel(fault: Fault): void {
    if (!this.#open) return;
    this.#open = false;
    this.#source.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    if (!this.#open) return false;
    this.#passed += chunk.byteLength;
    if (this.#passed > this.#maxBytes) {
      this.#refuse();
      return false;
    }
    return this.#sink!.write(chunk);
  }

  end(trailers?: HeaderList): void {
    if (!this.#open) return;
    this.#open = false;
    this.#sink!.end(trailers);
  }

  fail(fault: Fault): void {
    if (!this.#open) return;
    this.#open = false;
    this.#sink!.fail(fault);
  }

  #refuse(): void {
    const fault = new Fault('payload_too_large', { detail: `more than ${this.#maxBytes} bytes` });
    this.cancel(fault);
    this.#sink!.fail(fault);
  }
}
