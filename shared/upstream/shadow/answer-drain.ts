import { Fault } from '../../errors/fault.ts';
import type { Body, BodySink } from '../../http/body.ts';

/** Reads past an answer that nobody wants, so that its connection can be used again; breaks off one that is long. */
export class AnswerDrain implements BodySink {
  readonly #body: Body;
  readonly #onOver: (fault: Fault | undefined) => void;
  #bytes = 0;
  #isOver = false;

  /** `onOver` is called once; without a fault when the answer came to its end, or as far as it is read. */
  constructor(body: Body, onOver: (fault: Fault | undefined) => void) {
    this.#body = body;
    this.#onOver = onOver;
  }

  write(chunk: Uint8Array): boolean {
    if (this.#isOver) return false;
    this.#bytes += chunk.byteLength;
    if (this.#bytes <= maxBytes) return true;
    this.#body.cancel(new Fault('client_left', { detail: 'the rest of the answer is not read' }));
    this.#over(undefined);
    return false;
  }

  end(): void {
    this.#over(undefined);
  }

  fail(fault: Fault): void {
    this.#over(fault);
  }

  #over(fault: Fault | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onOver(fault);
  }
}

/** Beyond this, a new connection costs less than reading on. */
const maxBytes = 256 * 1024;
