import type { Fault } from '../../errors/fault.ts';
import type { Body, BodySink } from '../../http/body.ts';

/** What stands behind the body of an answer while it is under way. */
export interface BodySource {
  bodyStarted(): void;
  bodyResumed(): void;
  bodyCancelled(fault: Fault): void;
}

/** The body of one answer. Once it has ended it knows nothing of the connection, which may then carry another. */
export class ResponseBody implements Body {
  readonly length: number | undefined;
  /** Where the content goes; `undefined` before the start. */
  sink: BodySink | undefined = undefined;
  #source: BodySource | undefined;
  #fault: Fault | undefined = undefined;

  constructor(length: number | undefined, source: BodySource) {
    this.length = length;
    this.#source = source;
  }

  start(sink: BodySink): void {
    this.sink = sink;
    if (this.#fault !== undefined) sink.fail(this.#fault);
    else this.#source?.bodyStarted();
  }

  resume(): void {
    this.#source?.bodyResumed();
  }

  cancel(fault: Fault): void {
    const source = this.#source;
    this.#source = undefined;
    source?.bodyCancelled(fault);
  }

  /** The last piece was delivered. */
  close(): void {
    this.#source = undefined;
  }

  /** The body broke off; the sink hears of it now, or as soon as there is one. */
  break(fault: Fault): void {
    this.#source = undefined;
    this.#fault = fault;
    this.sink?.fail(fault);
  }
}
