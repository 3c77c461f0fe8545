import type { Fault } from '../../errors/fault.ts';
import type { UpstreamCall, UpstreamRequest, UpstreamResponse } from '../../platform/transport.ts';

/** Where a round trip is at the moment: waiting for a connection, on one, or a tunnel. */
export interface Stage {
  /** Breaks off what the trip is doing there. */
  cancel(fault: Fault): void;
}

/** One request and its answer, on whatever connections it takes. */
export class RoundTrip implements UpstreamCall {
  readonly request: UpstreamRequest;
  readonly response: Promise<UpstreamResponse>;
  /** Whoever works on the trip; `undefined` when nobody does any more. */
  stage: Stage | undefined = undefined;
  /** Whether it was sent before, on a connection that turned out to be dead. */
  isAgain = false;
  #resolve!: (response: UpstreamResponse) => void;
  #reject!: (fault: Fault) => void;

  constructor(request: UpstreamRequest) {
    this.request = request;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  cancel(fault: Fault): void {
    this.stage?.cancel(fault);
  }

  answered(response: UpstreamResponse): void {
    this.#resolve(response);
  }

  /** There will be no answer. */
  failed(fault: Fault): void {
    this.stage = undefined;
    this.#reject(fault);
  }

  /** There will be no answer, and nothing was sent: who waits for it learns that too, whatever the fault is. */
  failedBeforeSending(fault: Fault): void {
    this.request.body?.cancel(fault);
    this.failed(fault.asUnsent());
  }
}
