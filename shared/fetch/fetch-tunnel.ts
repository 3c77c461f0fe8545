import type { Fault } from '../errors/fault.ts';
import type { Tunnel, UpstreamCall } from '../platform/transport.ts';

/** An upgraded connection as `fetch` gave it. Only a host that can join it to the client's offers upgrades. */
export class FetchTunnel implements Tunnel {
  readonly response: Response;
  readonly #call: Pick<UpstreamCall, 'cancel'>;

  constructor(response: Response, call: Pick<UpstreamCall, 'cancel'>) {
    this.response = response;
    this.#call = call;
  }

  cancel(fault: Fault): void {
    this.#call.cancel(fault);
  }
}
