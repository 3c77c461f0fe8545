import type { Job } from './job.ts';
import type { Timer, Timers } from './timers.ts';

/** The jobs of the plan in force. */
export class RunningJobs {
  #jobs: readonly Job[] = [];

  /** Those of the plan before end, then those of the next one begin: no two ever do the same work. */
  replace(next: readonly Job[]): void {
    this.stop();
    this.#jobs = next;
    for (const job of next) job.start();
  }

  /** Waits until the jobs have found out what the first requests need, but no longer than so many milliseconds. */
  async untilFirstDone(longestMs: number, timers: Timers): Promise<void> {
    const waits = this.#jobs.flatMap(({ firstDone }) => firstDone ?? []);
    if (waits.length === 0) return;
    let timer: Timer | undefined;
    const over = new Promise<void>((settle) => {
      timer = timers.after(longestMs, settle);
    });
    await Promise.race([Promise.all(waits), over]);
    timer?.cancel();
  }

  /** Ends them all, for good or until the next `replace`. */
  stop(): void {
    for (const job of this.#jobs) job.stop();
    this.#jobs = [];
  }
}
