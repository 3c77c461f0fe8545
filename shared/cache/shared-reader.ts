import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { SharedBody } from './shared-body.ts';

/** One of those who read a shared body, at its own pace. */
export class SharedReader implements Body {
  readonly length: number | undefined;
  /** The number of the chunk it takes next. */
  at = 0;
  readonly #shared: SharedBody;
  #sink: BodySink | undefined;
  #takes = true;
  #isOpen = true;
  #isPumping = false;
  #isAsked = false;

  constructor(shared: SharedBody, length: number | undefined) {
    this.#shared = shared;
    this.length = length;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.pump();
    this.#shared.moved();
  }

  resume(): void {
    if (!this.#isOpen) return;
    this.#takes = true;
    this.#isAsked = true;
    this.pump();
    this.#shared.moved();
  }

  cancel(_fault: Fault): void {
    this.#close();
  }

  /** Breaks it off for the sake of the others. */
  drop(): void {
    const sink = this.#sink;
    if (!this.#isOpen) return;
    this.#close();
    sink?.fail(new Fault('client_left', { detail: 'too slow for those who read the same' }));
  }

  /** Hands on what has come. */
  pump(): void {
    const sink = this.#sink;
    if (!sink || this.#isPumping) return;
    this.#isPumping = true;
    while (this.#isOpen && this.#takes) {
      const chunk = this.#shared.chunk(this.at);
      if (!chunk) break;
      this.at += 1;
      this.#isAsked = false;
      // A sink may ask to go on while it is written to.
      this.#takes = sink.write(chunk) || this.#isAsked;
    }
    this.#isPumping = false;
    if (this.#isOpen && this.#shared.chunk(this.at) === undefined) this.#end(sink);
  }

  #end(sink: BodySink): void {
    const { outcome } = this.#shared;
    if (!outcome) return;
    this.#close();
    if (outcome.fault) sink.fail(outcome.fault);
    else sink.end(outcome.trailers);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#shared.left(this);
  }
}
