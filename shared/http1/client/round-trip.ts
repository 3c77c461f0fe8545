import type { Fault } from '../../errors/fault.ts';
import type { Receiver, UpstreamCall, UpstreamRequest, UpstreamResponse } from '../../platform/transport.ts';

/** Where a round trip is at the moment: waiting for a connection, on one, or a tunnel. */
export interface Stage {
  /** Breaks off what the trip is doing there. */
  cancel(fault: Fault): void;
}

/** One request and its answer, on whatever connections it takes. What comes after the first outcome does not count. */
export class RoundTrip implements UpstreamCall, Receiver {
  readonly request: UpstreamRequest;
  /** Whoever works on the trip; `undefined` when nobody does any more. */
  stage: Stage | undefined = undefined;
  /** Whether it was sent before, on a connection that turned out to be dead. */
  isAgain = false;
  #receiver: Receiver | undefined = undefined;
  #outcome: UpstreamResponse | Fault | undefined = undefined;
  #response: Promise<UpstreamResponse> | undefined = undefined;

  constructor(request: UpstreamRequest) {
    this.request = request;
  }

  /** Made for who asks. */
  get response(): Promise<UpstreamResponse> {
    this.#response ??= new Promise((answered, failed) => this.tell({ answered, failed }));
    return this.#response;
  }

  tell(receiver: Receiver): void {
    this.#receiver = receiver;
    if (this.#outcome !== undefined) tell(receiver, this.#outcome);
  }

  cancel(fault: Fault): void {
    this.stage?.cancel(fault);
  }

  answered(response: UpstreamResponse): void {
    this.#settle(response);
  }

  /** There will be no answer. */
  failed(fault: Fault): void {
    this.stage = undefined;
    this.#settle(fault);
  }

  /** There will be no answer, and nothing was sent: who waits for it learns that too, whatever the fault is. */
  failedBeforeSending(fault: Fault): void {
    this.request.body?.cancel(fault);
    this.failed(fault.asUnsent());
  }

  #settle(outcome: UpstreamResponse | Fault): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    if (this.#receiver !== undefined) tell(this.#receiver, outcome);
  }
}

function tell(receiver: Receiver, outcome: UpstreamResponse | Fault): void {
  if ('head' in outcome) receiver.answered(outcome);
  else receiver.failed(outcome);
}
