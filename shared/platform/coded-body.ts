import type { Code } from '../errors/codes.ts';
import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { HeaderList } from '../http/header-list.ts';
import type { Coder, CoderSink } from './coder.ts';
import { Deadline } from './deadline.ts';
import type { Clock } from './platform.ts';
import type { Timers } from './timers.ts';

/** How a body goes through a coder. */
export interface CodedBodyOptions {
  /** Code of the fault when the coder fails: the content is not what it says. */
  readonly broken: Code;
  /** Lets out what the coder holds once the source has been silent for a while, so that slow bodies arrive as they come. */
  readonly flushing?: { readonly timers: Timers; readonly clock: Pick<Clock, 'monotonic'> } | undefined;
  /** Asked with each piece of output; the fault it answers breaks the body off. */
  readonly bound?: ((bytesIn: number, bytesOut: number) => Fault | undefined) | undefined;
  /** Runs exactly once, however the body ended. */
  readonly onClosed?: (() => void) | undefined;
}

/** Silence of the source after which held output is let out: long beside the gaps of a body that flows. */
export const flushAfterMs = 20;

/** The body as `coder` leaves it. Its length is not known; trailers stay. */
export class CodedBody implements Body, BodySink, CoderSink {
  readonly length = undefined;
  readonly #source: Body;
  readonly #coder: Coder;
  readonly #options: CodedBodyOptions;
  readonly #silence: Deadline | undefined;
  #sink: BodySink | undefined;
  #trailers: HeaderList | undefined;
  #bytesIn = 0;
  #bytesOut = 0;
  #open = true;

  constructor(source: Body, coder: Coder, options: CodedBodyOptions) {
    this.#source = source;
    this.#coder = coder;
    this.#options = options;
    const { flushing } = options;
    if (!flushing) return;
    const { timers, clock } = flushing;
    this.#silence = new Deadline(
      timers,
      () => clock.monotonic(),
      () => coder.flush(),
    );
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#coder.sink = this;
    this.#source.start(this);
  }

  resume(): void {
    if (this.#open) this.#coder.resume();
  }

  cancel(fault: Fault): void {
    if (!this.#open) return;
    this.#close();
    this.#source.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    if (!this.#open) return false;
    if (chunk.byteLength === 0) return true;
    this.#bytesIn += chunk.byteLength;
    this.#silence?.set(flushAfterMs);
    return this.#coder.write(chunk);
  }

  end(trailers?: HeaderList): void {
    if (!this.#open) return;
    this.#trailers = trailers;
    this.#silence?.dispose();
    this.#coder.end();
  }

  fail(fault: Fault): void {
    if (!this.#open) return;
    this.#close();
    this.#sink!.fail(fault);
  }

  onOutput(bytes: Uint8Array): void {
    if (!this.#open) return;
    this.#bytesOut += bytes.byteLength;
    const fault = this.#options.bound?.(this.#bytesIn, this.#bytesOut);
    if (fault) this.#break(fault);
    else if (!this.#sink!.write(bytes) && this.#open) this.#coder.pause();
  }

  onDrain(): void {
    if (this.#open) this.#source.resume();
  }

  onEnd(): void {
    if (!this.#open) return;
    this.#close();
    this.#sink!.end(this.#trailers);
  }

  onError(error: unknown): void {
    if (this.#open) this.#break(new Fault(this.#options.broken, { cause: error, detail: String(error) }));
  }

  #break(fault: Fault): void {
    this.cancel(fault);
    this.#sink!.fail(fault);
  }

  #close(): void {
    this.#open = false;
    this.#silence?.dispose();
    this.#coder.destroy();
    this.#options.onClosed?.();
  }
}
