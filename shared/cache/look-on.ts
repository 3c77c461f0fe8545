import type { Fault } from '../errors/fault.ts';
import type { Timer } from '../platform/timers.ts';
import type { CachedRequest } from './cached-request.ts';
import type { Flight } from './flight.ts';

/** Time between two looks. */
const everyMs = 20;

/** How long the body of another is waited for once its head has come: nobody gets a byte before the last is kept. */
const comingMs = 1000;

/** A request that the platform ended without a word is not under way any more. */
const lostMs = 60_000;

/**
 * Waits, by timers of its own, until another request has fetched what this one is for: the way where the work of one may
 * not touch that of another. It may have brought nothing, or not in time. `undefined` when there is nothing to wait for.
 */
export function lookOn(request: CachedRequest): Promise<void> | undefined {
  const { exchange, parts } = request;
  const { platform, options } = parts.cache;
  if (!underWay(request)) return undefined;
  let until = request.now() + options.lockMs;
  return new Promise((resolve, reject) => {
    let timer: Timer;
    const look = (): void => {
      const flight = underWay(request);
      const now = request.now();
      if (flight?.landing) until = Math.min(until, now + comingMs);
      if (!flight || now >= until) {
        exchange.onAbort = undefined;
        resolve();
      } else timer = platform.timers.after(everyMs, look);
    };
    const abort = (fault: Fault): void => {
      timer.cancel();
      exchange.onAbort = undefined;
      reject(fault);
    };
    exchange.onAbort = abort;
    timer = platform.timers.after(everyMs, look);
  });
}

/** The fetch of another request that is for this one too, as far as it can be told. */
function underWay(request: CachedRequest): Flight | undefined {
  const { flights } = request.parts.cache;
  for (const flight of [...flights.of(request.address.key)]) {
    if (request.now() - flight.startedAt > lostMs) flights.remove(flight);
    else if (request.names.length === 0 || request.variant(request.names) === flight.variant(request.names))
      return flight;
  }
  return undefined;
}
