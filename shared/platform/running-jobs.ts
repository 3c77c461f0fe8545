import type { Job } from './job.ts';

/** The jobs of the plan in force. */
export class RunningJobs {
  #jobs: readonly Job[] = [];

  /** Those of the plan before end, then those of the next one begin: no two ever do the same work. */
  replace(next: readonly Job[]): void {
    this.stop();
    this.#jobs = next;
    for (const job of next) job.start();
  }

  /** Ends them all, for good or until the next `replace`. */
  stop(): void {
    for (const job of this.#jobs) job.stop();
    this.#jobs = [];
  }
}
