import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';

/** Runs down a body that must not be sent (an answer to HEAD): reads past it when it is small, else cancels it. */
export function discardBody(body: Body): void {
  body.start(new DiscardingSink(body));
}

class DiscardingSink implements BodySink {
  readonly #body: Body;
  #bytes = 0;

  constructor(body: Body) {
    this.#body = body;
  }

  write(chunk: Uint8Array): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes <= maxBytes) return true;
    this.#body.cancel(new Fault('internal', { detail: 'body-of-bodiless-answer' }));
    return false;
  }

  end(): void {}

  fail(): void {}
}

const maxBytes = 65_536;
