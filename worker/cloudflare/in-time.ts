import type { Timers } from '../../shared/platform/timers.ts';

/** What `work` comes to, or a rejection when it takes longer than `ms`. `who` names who is waited for. */
export function inTime<Value>(work: Promise<Value>, timers: Timers, ms: number, who: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = timers.after(ms, () => reject(new Error(`${who} did not answer within ${ms} ms`)));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
