import type { Platform } from '../platform/platform.ts';
import type { AttemptTimeouts } from '../platform/transport.ts';
import type { Hedging } from './hedging/hedging.ts';
import type { HostHeader } from './host-header.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { Upstream } from './upstream.ts';

/** One upstream that a route sends to, and how. Made once per route and upstream. */
export interface Leg {
  readonly upstream: Upstream;
  readonly timeouts: AttemptTimeouts;
  readonly host: HostHeader;
  readonly retry: RetryPolicy;
  readonly budget: RetryBudget;
  /** `undefined`: one try at a time. */
  readonly hedging: Hedging | undefined;
  readonly platform: Platform;
}
