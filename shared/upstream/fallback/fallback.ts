import type { Routed } from '../../engine/exchange.ts';
import type { Fault } from '../../errors/fault.ts';
import type { UpstreamResponse } from '../../platform/transport.ts';
import type { Leg } from '../leg.ts';
import type { Taken } from '../taken.ts';

/** Other upstreams for when that of the route cannot do it. Made once per route. */
export interface Fallback {
  /** In the order they are tried. */
  readonly legs: readonly FallbackLeg[];
  readonly triggers: FallbackTriggers;
  /** Upstreams that are tried at most, that of the route included. */
  readonly maxUpstreams: number;
  /** Also requests go on whose method is not idempotent, though the first upstream may have seen them. */
  readonly retryNonIdempotent: boolean;
  /** Clients are told in header fields that another upstream answered, which, and why. */
  readonly reveal: boolean;
  /**
   * Looks at an answer before it is taken, while there is another upstream to go to: at its first content, perhaps. Gives
   * back the response, with a body that nothing is missing from, or what sends the request on.
   */
  readonly inspect?: ((taken: Taken, exchange: Routed) => Promise<UpstreamResponse | Unfit>) | undefined;
}

/** Why an answer is not taken. */
export interface Unfit {
  readonly fault: Fault;
  /** As it is told in logs and to clients: a word of a fixed list, perhaps with a number. */
  readonly reason: string;
}

/** One of the other upstreams. */
export interface FallbackLeg {
  readonly leg: Leg;
  /** Passes over it while none of its targets is healthy. */
  readonly skipIfUnhealthy: boolean;
}

/** What makes the next upstream be tried. */
export interface FallbackTriggers {
  readonly onHealthFailure: boolean;
  readonly onConnectionError: boolean;
  readonly onErrorCodes: ReadonlySet<number>;
  /** Longest wait for the head of an answer. */
  readonly onLatencyThresholdMs: number | undefined;
}
