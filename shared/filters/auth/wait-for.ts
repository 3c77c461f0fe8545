import { Fault } from '../../errors/fault.ts';
import type { Timers } from '../../platform/timers.ts';

/** What another request has asked for, with a deadline of one's own: that request may be gone, with all that it waits for. */
export function waitFor<T>(answer: Promise<T>, timeoutMs: number, timers: Timers): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = timers.after(timeoutMs, () => {
      reject(new Fault('auth_unavailable', { detail: 'what another request asks for was waited for in vain' }));
    });
    answer.then(resolve, reject).finally(() => timer.cancel());
  });
}
