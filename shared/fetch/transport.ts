import type { Transport, UpstreamCall, UpstreamRequest } from '../platform/transport.ts';
import { type CallParts, FetchCall } from './fetch-call.ts';

/** Reaches upstreams by the `fetch` of the runtime. */
export class FetchTransport implements Transport {
  readonly #parts: CallParts;

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  send(request: UpstreamRequest): UpstreamCall {
    return new FetchCall(request, this.#parts);
  }
}
