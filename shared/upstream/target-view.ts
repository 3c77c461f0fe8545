import type { BreakerState } from './health/circuit-breaker.ts';
import type { CheckVerdict } from './health/target-check.ts';

/** A target as the `upstreams` page shows it. */
export interface TargetView {
  readonly name: string;
  readonly weight: number;
  readonly zone: string | undefined;
  readonly inFlight: number;
  /** Whether requests are sent to it now. */
  readonly available: boolean;
  readonly consecutiveFailures: number;
  /** Share of the requests of the last while that failed, from 0 to 1. */
  readonly failureRate: number;
  /** Milliseconds since the epoch; `undefined` while it is in service. */
  readonly ejectedUntil: number | undefined;
  /** What active checks found; `undefined` where there are none. */
  readonly check: CheckVerdict | undefined;
  /** `undefined` where there is no breaker. */
  readonly breaker: BreakerState | undefined;
  /** Share of its requests that it gets while it comes back slowly or is cold, from 0 to 1. */
  readonly share: number;
}
