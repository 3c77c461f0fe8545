import type { Fault } from '../../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../../shared/http/body.ts';

/** A body the test plays by hand, with a record of what was asked of it. */
export class ManualBody implements Body {
  readonly length: number | undefined;
  readonly cancelled: Fault[] = [];
  started = 0;
  resumed = 0;
  /** Runs inside `start`, to push before it returns. */
  onStart: ((sink: BodySink) => void) | undefined = undefined;
  #sink: BodySink | undefined = undefined;

  constructor(length?: number) {
    this.length = length;
  }

  get sink(): BodySink {
    if (!this.#sink) throw new Error('the body was not started');
    return this.#sink;
  }

  start(sink: BodySink): void {
    this.started += 1;
    this.#sink = sink;
    this.onStart?.(sink);
  }

  resume(): void {
    this.resumed += 1;
  }

  cancel(fault: Fault): void {
    this.cancelled.push(fault);
  }
}
