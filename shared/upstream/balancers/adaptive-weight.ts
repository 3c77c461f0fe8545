import type { AdaptiveTuning } from './balancer-options.ts';

/** The tuning of `adaptive` where the configuration says nothing. */
export const defaultTuning: AdaptiveTuning = {
  adjustIntervalMs: 10_000,
  minRequests: 100,
  minWeightRatio: 0.1,
  maxWeightRatio: 2,
  errorThreshold: 0.05,
  latencyThresholdMs: 500,
  smoothing: 0.8,
  recovery: 1.1,
  penalty: 0.7,
};

/** The weight of a target after an interval in which it failed at `errorRate` and took `latencyMs`. */
export function adjustWeight(
  weight: number,
  configured: number,
  { errorRate, latencyMs }: { readonly errorRate: number; readonly latencyMs: number },
  tuning: AdaptiveTuning,
): number {
  const { errorThreshold, latencyThresholdMs, penalty, recovery } = tuning;
  let health = 1;
  if (errorRate > errorThreshold) health *= 1 - Math.min(0.9, (errorRate - errorThreshold) * 10);
  if (latencyMs > latencyThresholdMs) health *= Math.max(0.1, latencyThresholdMs / latencyMs);
  const adjusted = weight * (health < 1 ? penalty + (1 - penalty) * health : recovery);
  return Math.min(configured * tuning.maxWeightRatio, Math.max(configured * tuning.minWeightRatio, adjusted));
}
