import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from './body.ts';
import type { HeaderList } from './header-list.ts';
import type { BodyTransform } from './transform.ts';

/**
 * The body as `transform` leaves it; its length is no longer known. The transform learns of the end before the sink
 * does. A transform that throws breaks the body off.
 */
export function transformBody(body: Body, transform: BodyTransform): Body {
  return new TransformedBody(body, transform);
}

class TransformedBody implements Body, BodySink {
  readonly length = undefined;
  readonly #source: Body;
  readonly #transform: BodyTransform;
  #sink: BodySink | undefined;
  #open = true;

  constructor(source: Body, transform: BodyTransform) {
    this.#source = source;
    this.#transform = transform;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#source.start(this);
  }

  resume(): void {
    if (this.#open) this.#source.resume();
  }

  cancel(fault: Fault): void {
    if (!this.#open) return;
    this.#close(fault);
    this.#source.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    if (!this.#open) return false;
    let output: Uint8Array | undefined;
    try {
      output = this.#transform.chunk(chunk);
    } catch (error) {
      this.#break(error);
      return false;
    }
    return this.#send(output);
  }

  end(trailers?: HeaderList): void {
    if (!this.#open) return;
    let rest: Uint8Array | undefined;
    try {
      rest = this.#transform.end?.();
    } catch (error) {
      this.#break(error);
      return;
    }
    this.#send(rest);
    // Sending the rest may have cancelled.
    if (!this.#open) return;
    this.#close(undefined);
    this.#sink!.end(trailers);
  }

  fail(fault: Fault): void {
    if (!this.#open) return;
    this.#close(fault);
    this.#sink!.fail(fault);
  }

  #send(output: Uint8Array | undefined): boolean {
    return output === undefined || output.byteLength === 0 || this.#sink!.write(output);
  }

  /** Runs on the source's stack, so what the transform threw must not go further. */
  #break(error: unknown): void {
    const fault = Fault.from(error);
    this.cancel(fault);
    this.#sink!.fail(fault);
  }

  #close(fault: Fault | undefined): void {
    this.#open = false;
    this.#transform.closed?.(fault);
  }
}
