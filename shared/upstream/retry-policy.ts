import type { Fault } from '../errors/fault.ts';
import { isIdempotent } from '../http/idempotent.ts';
import type { Clock, Random } from '../platform/platform.ts';
import { retryAfterMs } from './retry-after.ts';

/** When a request is sent again, and after how long. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly maxAttempts: number;
  /** Another try only when no byte of the request reached the target. */
  readonly unsentOnly: boolean;
  /** Statuses that are as good as a failure. */
  readonly retryableStatusCodes: ReadonlySet<number>;
  /** Longest wait before the second try; doubles with each further one. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** No try begins later than this after the first one. */
  readonly timeoutMs: number | undefined;
  /** Longest a single try may take to the head of its answer. */
  readonly perAttemptMs: number | undefined;
  readonly retryNonIdempotent: boolean;
  /** Bytes of a request body kept to be sent again. */
  readonly maxReplayBytes: number;
}

/** What is known after a try. */
export interface RetryFacts {
  /** What stood in the place of an answer. */
  readonly fault?: Fault;
  /** The status answered; nothing of it has been passed on. */
  readonly status?: number;
  /** No byte of the request reached the target. */
  readonly unsent: boolean;
  /** Tries made. */
  readonly attempts: number;
  readonly method: string;
  /** There is no body, or all of it can be sent again. */
  readonly isReplayable: boolean;
  /** Since the first try began. */
  readonly elapsedMs: number;
  readonly budget: { hasRoom(): boolean };
}

/** Whether another try is both useful and safe: it must not have an effect twice, nor add to an overload. */
export function shouldRetry(policy: RetryPolicy, facts: RetryFacts): boolean {
  if (facts.attempts >= policy.maxAttempts || !facts.isReplayable) return false;
  if (policy.timeoutMs !== undefined && facts.elapsedMs >= policy.timeoutMs) return false;
  if (!isWorthwhile(policy, facts)) return false;
  const mayRepeat = policy.retryNonIdempotent || isIdempotent(facts.method);
  const isSafe = facts.unsent || (mayRepeat && !policy.unsentOnly);
  return isSafe && facts.budget.hasRoom();
}

/**
 * Milliseconds to wait after `attempts` tries: anything up to a bound that doubles, so that clients that failed together
 * do not come back together. A `retry-after` of the target is kept to, up to the longest wait of the policy.
 */
export function backoffMs(
  policy: Pick<RetryPolicy, 'backoffMs' | 'maxBackoffMs'>,
  attempts: number,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  retryAfter?: string,
): number {
  const bound = Math.min(policy.maxBackoffMs, policy.backoffMs * 2 ** (attempts - 1));
  const drawn = random.next() * bound;
  const asked = retryAfterMs(retryAfter, clock.now()) ?? 0;
  return Math.max(drawn, Math.min(asked, policy.maxBackoffMs));
}

/** Another target, or another moment, may give another answer. */
function isWorthwhile(policy: RetryPolicy, { fault, status }: RetryFacts): boolean {
  if (status !== undefined) return policy.retryableStatusCodes.has(status);
  return fault !== undefined && fault.source === 'upstream' && fault.code !== 'total_timeout';
}
