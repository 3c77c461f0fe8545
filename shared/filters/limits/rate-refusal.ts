import { Fault } from '../../errors/fault.ts';
import type { RateClaim } from './rate-limit.ts';

/** Why a request is refused by a limit, with the time after which trying again has a chance. */
export function rateRefusal({ limit }: RateClaim, retryAfterMs: number): Fault {
  const { name, statusCode, message } = limit.settings;
  return new Fault('rate_limited', {
    detail: name,
    status: statusCode,
    ...(message !== undefined && { text: message }),
    ...(Number.isFinite(retryAfterMs) && { headers: { 'retry-after': String(secondsAtLeast(retryAfterMs)) } }),
  });
}

/** Whole seconds, rounded up: who comes back then is not too early. */
function secondsAtLeast(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
