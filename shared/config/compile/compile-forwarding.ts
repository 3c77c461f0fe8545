import type { Platform } from '../../platform/platform.ts';
import type { AttemptTimeouts } from '../../platform/transport.ts';
import type { Forwarding } from '../../upstream/attempts.ts';
import { RetryBudget } from '../../upstream/retry-budget.ts';
import type { RetryPolicy } from '../../upstream/retry-policy.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';

type RouteConfig = Config['routes'][number];
type UpstreamConfig = Config['upstreams'][number];

/** How a route tries its upstream. */
export function compileForwarding(
  route: RouteConfig,
  settings: UpstreamConfig,
  upstream: Upstream,
  platform: Platform,
): Forwarding {
  const { retryPolicy } = route;
  const { budgetPercent, budgetMin } = retryPolicy ?? { budgetPercent: 20, budgetMin: 10 };
  return {
    upstream,
    timeouts: timeoutsOf(settings),
    retry: retryPolicy ? written(retryPolicy) : unwritten,
    budget: new RetryBudget({ percent: budgetPercent, min: budgetMin }, platform.clock),
    platform,
  };
}

/** Without a policy another target is tried only when nothing was sent, which can never do harm. */
const unwritten: RetryPolicy = {
  maxAttempts: 3,
  unsentOnly: true,
  retryableStatusCodes: new Set(),
  backoffMs: 0,
  maxBackoffMs: 0,
  timeoutMs: undefined,
  perAttemptMs: undefined,
  retryNonIdempotent: false,
  maxReplayBytes: 0,
};

function written(policy: NonNullable<RouteConfig['retryPolicy']>): RetryPolicy {
  return {
    maxAttempts: policy.maxAttempts,
    unsentOnly: false,
    retryableStatusCodes: new Set(policy.retryableStatusCodes),
    backoffMs: policy.backoffMs,
    maxBackoffMs: policy.maxBackoffMs,
    timeoutMs: undefined,
    perAttemptMs: policy.perAttemptTimeoutMs,
    retryNonIdempotent: policy.retryNonIdempotent,
    maxReplayBytes: policy.maxReplayBytes,
  };
}

function timeoutsOf({ timeouts }: UpstreamConfig): AttemptTimeouts {
  const { connectMs, firstByteMs, readMs, writeMs } = timeouts;
  return { connectMs, firstByteMs: firstByteMs ?? readMs, readMs, writeMs };
}
