import type { Exchange } from '../engine/exchange.ts';
import type { Timers } from '../platform/timers.ts';

/** Waits between tries; over at once when the request is given up. */
export function pause(exchange: Exchange, timers: Timers, delayMs: number): Promise<void> {
  if (delayMs <= 0 || exchange.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = timers.after(delayMs, resolve);
    const stop = (): void => {
      timer.cancel();
      resolve();
    };
    exchange.onAbort = stop;
  });
}
