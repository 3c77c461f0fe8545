/** A change of what is known of a target, or of an upstream as a whole, for the log. */
export interface HealthChange {
  readonly upstream: string;
  /** Name of the target; `undefined` when it is about the upstream. */
  readonly target: string | undefined;
  readonly what: HealthEvent;
  /** What led to it, in a few words. */
  readonly reason: string;
}

/** What can change. */
export type HealthEvent =
  | 'healthy'
  | 'unhealthy'
  | 'degraded'
  | 'cold'
  | 'warm'
  | 'drained'
  | 'ejected'
  | 'returned'
  | 'breaker open'
  | 'breaker half-open'
  | 'breaker closed'
  | 'panic'
  | 'panic over'
  | 'targets changed'
  | 'targets left out'
  | 'discovery failing'
  | 'discovery stale'
  | 'discovery back';

/** Told of each change once. */
export type HealthObserver = (change: HealthChange) => void;
