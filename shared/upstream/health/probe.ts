import type { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Target } from '../target.ts';
import type { CheckResult } from './target-check.ts';

/** One way of asking a target whether it is well. */
export interface Probe {
  /** Asks once. Always settles, within the time the probe was made with; rejects with a `Fault` that says what failed. */
  ask(target: Target, stopping: Stopping): Promise<CheckResult>;
}

/** The ports a probe works with. */
export type ProbePlatform = Pick<Platform, 'clock' | 'timers' | 'transport' | 'dialer'>;

/** Lets somebody else break off what waits. */
export class Stopping {
  /** Set by whoever waits, while it does. */
  onStop: ((fault: Fault) => void) | undefined = undefined;
  isStopped = false;

  stop(fault: Fault): void {
    this.isStopped = true;
    this.onStop?.(fault);
  }
}
