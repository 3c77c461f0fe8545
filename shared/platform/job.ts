/**
 * Work beside the requests that lasts as long as a plan does: checks of targets, watches of what targets there are. A
 * plan brings its jobs; whoever runs the plan starts them once it has taken over, and stops them when the next one has.
 */
export interface Job {
  /** For logs: what it does, and for whom. */
  readonly name: string;
  /** Begins. Called at most once, and returns at once; what goes wrong later is the job's own affair. */
  start(): void;
  /** Resolves once the job has found out what the first requests need, or that it cannot; absent where they need nothing. */
  readonly firstDone?: Promise<void>;
  /** Begins nothing more and breaks off what is under way. Harmless when it never began or has ended. */
  stop(): void;
}
