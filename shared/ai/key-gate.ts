import type { Routed } from '../engine/exchange.ts';
import type { AiRequest } from './ai-request.ts';

/** Lets requests in by the key that the client shows. */
export interface KeyGate {
  /**
   * Throws `Fault('unauthorized')`, `('access_denied')` or `('model_not_allowed')` when the request may not go on. A key
   * that was taken is noted on the exchange, and never sent on.
   */
  enter(exchange: Routed, request: AiRequest): void | Promise<void>;
}
