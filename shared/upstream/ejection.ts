import type { Routed } from '../engine/exchange.ts';

/** A target that is out of service, for those who do not see its answers themselves. */
export interface Ejection {
  readonly upstream: string;
  /** Name of the target. */
  readonly target: string;
  /** Milliseconds since the epoch. */
  readonly untilMs: number;
}

/** Told of each ejection that the answers seen here have led to, and of the request whose try was the last straw. */
export type EjectionObserver = (ejection: Ejection, exchange: Routed) => void;
