import type { RequestLimits } from '../../engine/plan.ts';
import type { Config } from '../config.ts';

/** The bounds on what clients may send. */
export function requestLimits({ limits }: Config): RequestLimits {
  return {
    maxHeaderBytes: limits.maxHeaderSizeBytes,
    maxHeaderCount: limits.maxHeaderCount,
    maxHeaderNameBytes: limits.maxHeaderNameBytes,
    maxHeaderValueBytes: limits.maxHeaderValueBytes,
    maxUriLength: limits.maxUriLengthBytes,
    maxBodyBytes: limits.maxBodySizeBytes,
    maxInFlight: Math.min(limits.maxInFlightRequests, limits.maxInFlightRequestsPerWorker ?? Number.POSITIVE_INFINITY),
  };
}
