import type { Platform } from '../../platform/platform.ts';
import type { AttemptTimeouts } from '../../platform/transport.ts';
import { Hedging } from '../../upstream/hedging/hedging.ts';
import type { HostHeader } from '../../upstream/host-header.ts';
import type { Leg } from '../../upstream/leg.ts';
import { RetryBudget } from '../../upstream/retry-budget.ts';
import type { RetryPolicy } from '../../upstream/retry-policy.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';
import { parseHedgeDelay } from '../forms/hedge-delay.ts';

type RetryConfig = Config['routes'][number]['retryPolicy'];
type UpstreamConfig = Config['upstreams'][number];

/** An upstream that a name of a route stands for. */
export interface NamedUpstream {
  readonly settings: UpstreamConfig;
  readonly upstream: Upstream;
}

/** How a route tries an upstream. */
export function compileLeg({ settings, upstream }: NamedUpstream, retry: RetryConfig, platform: Platform): Leg {
  const { budgetPercent, budgetMin } = retry ?? { budgetPercent: 20, budgetMin: 10 };
  return {
    upstream,
    timeouts: timeoutsOf(settings),
    host: hostHeaderOf(settings),
    retry: retry ? written(retry) : unwritten,
    budget: new RetryBudget({ percent: budgetPercent, min: budgetMin }, platform.clock),
    hedging: hedgingOf(retry?.hedge, platform),
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

function written(policy: NonNullable<RetryConfig>): RetryPolicy {
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

function hedgingOf(hedge: NonNullable<RetryConfig>['hedge'], { clock }: Platform): Hedging | undefined {
  if (!hedge) return undefined;
  const { after, budgetPercent, budgetMin, max } = hedge;
  // The form of the text was checked when the configuration was.
  return new Hedging(
    { after: parseHedgeDelay(after)!, budget: { percent: budgetPercent, min: budgetMin }, max },
    clock,
  );
}

function timeoutsOf({ timeouts }: UpstreamConfig): AttemptTimeouts {
  const { connectMs, firstByteMs, readMs, writeMs } = timeouts;
  return { connectMs, firstByteMs: firstByteMs ?? readMs, readMs, writeMs };
}

/** The Host that an upstream is sent. */
export function hostHeaderOf({ hostHeader }: UpstreamConfig): HostHeader {
  return hostHeader === 'preserve' || hostHeader === 'target' ? hostHeader : { fixed: hostHeader };
}
