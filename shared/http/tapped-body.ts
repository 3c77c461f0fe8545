import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from './body.ts';
import type { HeaderList } from './header-list.ts';
import type { BodyTap } from './transform.ts';

/**
 * The same body, watched. The tap learns of the end before the sink does, so that what it counted is there when the
 * exchange finishes. A tap that throws breaks the body off.
 */
export function tapBody(body: Body, tap: BodyTap): Body {
  return new TappedBody(body, tap);
}

class TappedBody implements Body, BodySink {
  readonly length: number | undefined;
  readonly #source: Body;
  readonly #tap: BodyTap;
  #sink: BodySink | undefined;
  #open = true;

  constructor(source: Body, tap: BodyTap) {
    this.length = source.length;
    this.#source = source;
    this.#tap = tap;
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
    try {
      this.#tap.chunk(chunk);
    } catch (error) {
      // Runs on the source's stack: let through, it would tear down whatever happened to be reading.
      const fault = Fault.from(error);
      this.cancel(fault);
      this.#sink!.fail(fault);
      return false;
    }
    return this.#sink!.write(chunk);
  }

  end(trailers?: HeaderList): void {
    if (!this.#open) return;
    this.#close(undefined);
    this.#sink!.end(trailers);
  }

  fail(fault: Fault): void {
    if (!this.#open) return;
    this.#close(fault);
    this.#sink!.fail(fault);
  }

  #close(fault: Fault | undefined): void {
    this.#open = false;
    this.#tap.closed(fault);
  }
}
