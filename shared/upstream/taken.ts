import type { Fault } from '../errors/fault.ts';
import type { UpstreamResponse } from '../platform/transport.ts';
import type { Outcome } from './outcome.ts';
import type { Target } from './target.ts';
import type { Upstream } from './upstream.ts';

/** An answer, and the target that still holds a place for it until it is released. */
export interface Taken {
  readonly response: UpstreamResponse;
  readonly upstream: Upstream;
  readonly target: Target;
  readonly outcome: Outcome;
}

/** Who is told how the tries of a request came out: one of the two, once. Never throws. */
export interface TriesOwner {
  taken(taken: Taken): void;
  /** No try gave an answer; the fault is that of the last. */
  failed(fault: Fault): void;
}
