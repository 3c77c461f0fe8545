import { Buffer } from 'node:buffer';
import type { Fault } from '../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../shared/http/body.ts';
import { HeaderList } from '../../shared/http/header-list.ts';

/** A body that the test pushes by hand. */
export class PushedBody implements Body {
  readonly length: number | undefined;
  sink: BodySink | undefined = undefined;
  cancelled: Fault | undefined = undefined;
  resumed = 0;
  #onStart: ((sink: BodySink) => void) | undefined = undefined;

  constructor(length?: number) {
    this.length = length;
  }

  /** One that pushes something as soon as it is started. */
  static begun(onStart: (sink: BodySink) => void, length?: number): PushedBody {
    const body = new PushedBody(length);
    body.#onStart = onStart;
    return body;
  }

  start(sink: BodySink): void {
    this.sink = sink;
    this.#onStart?.(sink);
  }

  resume(): void {
    this.resumed += 1;
  }

  cancel(fault: Fault): void {
    this.cancelled = fault;
  }

  push(text: string): boolean {
    return this.sink!.write(Buffer.from(text, 'latin1'));
  }

  end(trailers?: Record<string, string>): void {
    this.sink!.end(trailers && HeaderList.of(trailers));
  }
}
