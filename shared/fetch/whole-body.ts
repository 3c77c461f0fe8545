import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { FetchBodyParts } from './fetch-body.ts';

/**
 * The body of an answer that `fetch` gave, announced as short: the runtime gives all of it at once, which costs a
 * fraction of reading it chunk by chunk. Nothing of it is known before its end.
 */
export class WholeBody implements Body {
  readonly length: number;
  readonly #response: Response;
  readonly #parts: Omit<FetchBodyParts, 'length'>;
  #sink: BodySink | undefined;
  #fault: Fault | undefined;
  #isOver = false;

  constructor(response: Response, { length, ...parts }: FetchBodyParts & { readonly length: number }) {
    this.length = length;
    this.#response = response;
    this.#parts = parts;
  }

  /** All of it. Rejects with a {@link Fault}. Called at most once, and in place of `start`. */
  async content(): Promise<Uint8Array<ArrayBuffer>> {
    const { deadline, readMs } = this.#parts;
    if (this.#fault) throw this.#fault;
    deadline.set(readMs);
    try {
      const content = new Uint8Array(await this.#response.arrayBuffer());
      if (this.#fault) throw this.#fault;
      if (content.byteLength !== this.length)
        throw new Fault('upstream_body_broken', { detail: 'shorter than announced' });
      return content;
    } catch (error) {
      throw this.#fault ?? brokenBy(error);
    } finally {
      this.#over();
    }
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.content().then(
      (content) => this.#deliver(content),
      (fault: Fault) => this.#takeSink()?.fail(fault),
    );
  }

  /** All of it was written at once. */
  resume(): void {}

  cancel(fault: Fault): void {
    this.#sink = undefined;
    if (this.#isOver) return;
    this.#fault ??= fault;
    this.#over();
    this.#parts.owner.cancel(fault);
  }

  /** Ends the body with `fault`: the call behind it was broken off. */
  break(fault: Fault): void {
    if (this.#isOver) return;
    this.#fault ??= fault;
    this.#takeSink()?.fail(fault);
  }

  #deliver(content: Uint8Array): void {
    if (content.byteLength > 0) this.#sink?.write(content);
    this.#takeSink()?.end();
  }

  #takeSink(): BodySink | undefined {
    const sink = this.#sink;
    this.#sink = undefined;
    return sink;
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.owner.release();
  }
}

function brokenBy(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault('upstream_body_broken', { cause: error, detail: String(error) });
}
