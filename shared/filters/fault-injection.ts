import type { Routed } from '../engine/exchange.ts';
import { defineFilter, type Verdict } from '../engine/filter.ts';
import { Fault } from '../errors/fault.ts';
import { pause } from '../upstream/pause.ts';

/** What `fault` is told. */
export interface FaultInjectionOptions {
  readonly delayMs?: number | undefined;
  /** Share of the requests, in percent. */
  readonly delayPercent: number;
  readonly abortStatus?: number | undefined;
  readonly abortPercent: number;
  readonly message?: string | undefined;
  /** Only requests with this header are touched. */
  readonly header?: string | undefined;
}

/** Delays and fails requests on purpose, to see how clients bear it. Delayed ones wait where all that wait do. */
export const faultInjection = defineFilter({
  name: 'fault',
  create(options: FaultInjectionOptions, { platform: { timers, random }, waitingRoom, filterId }) {
    const { delayMs, delayPercent, abortStatus, abortPercent, message } = options;
    const header = options.header?.toLowerCase();
    const hits = (percent: number): boolean => percent >= 100 || random.next() * 100 < percent;
    const abort = (): void => {
      if (abortStatus === undefined || !hits(abortPercent)) return;
      throw new Fault('injected', {
        detail: filterId,
        status: abortStatus,
        ...(message !== undefined && { text: message }),
      });
    };
    const delay = async (exchange: Routed, ms: number): Promise<Verdict> => {
      try {
        await pause(exchange, timers, ms);
      } finally {
        waitingRoom.leave();
      }
      if (exchange.aborted) throw exchange.aborted;
      abort();
      return undefined;
    };
    return {
      onRequest(exchange) {
        if (header !== undefined && !exchange.received.headers.has(header)) return undefined;
        // Where nobody else could wait for want of room, tests must not either.
        if (delayMs !== undefined && hits(delayPercent) && waitingRoom.enter()) return delay(exchange, delayMs);
        abort();
        return undefined;
      },
    };
  },
});
