import type { Directives } from './directives.ts';
import type { Terms } from './terms.ts';

/** What may be done with a kept response: use it, use it while it is fetched anew, or ask the origin first. */
export type Reuse = 'fresh' | 'stale' | 'stale-by-wish' | 'validate';

/** What decides about the use of a kept response. */
export interface ReuseFacts {
  readonly terms: Terms;
  readonly ageMs: number;
  /** Of the request. */
  readonly asked: Directives;
  /** It was declared out of date, by a purge or an unsafe request. */
  readonly isOutdated: boolean;
}

/** Whether a kept response may answer a request, and how (RFC 9111 §4, §5.2.1; RFC 5861 §3). */
export function reuseOf({ terms, ageMs, asked, isOutdated }: ReuseFacts): Reuse {
  if (terms.alwaysValidate || asked.hasWhole('no-cache')) return 'validate';
  const leftMs = terms.lifetimeMs - ageMs;
  if (isOutdated) return outdatedReuse(terms, ageMs, asked);
  const isFresh = leftMs > 0;
  // Reloading asks for age 0: what never changes while it is fresh need not be asked about (RFC 8246 §2).
  if (isFresh && terms.isImmutable) return 'fresh';
  const oldestMs = asked.ms('max-age');
  if (oldestMs !== undefined && ageMs > oldestMs - (oldestMs === 0 ? 1 : 0)) {
    return mayBeStaleBy(asked) > ageMs - oldestMs && isFresh ? 'fresh' : 'validate';
  }
  if (isFresh) return leftMs >= (asked.ms('min-fresh') ?? 0) ? 'fresh' : 'validate';
  if (asked.has('min-fresh')) return 'validate';
  if (-leftMs < terms.whileRevalidateMs) return 'stale';
  return !terms.mustRevalidate && mayBeStaleBy(asked) >= -leftMs ? 'stale-by-wish' : 'validate';
}

/**
 * What is out of date counts as stale from its first second: it may be used while it is fetched anew, as long as the window
 * behind its freshness is open, for clients that want nothing fresher.
 */
function outdatedReuse({ lifetimeMs, whileRevalidateMs }: Terms, ageMs: number, asked: Directives): Reuse {
  const oldestMs = asked.ms('max-age');
  if (asked.has('min-fresh') || (oldestMs !== undefined && ageMs >= oldestMs)) return 'validate';
  return Math.max(0, ageMs - lifetimeMs) < whileRevalidateMs ? 'stale' : 'validate';
}

/**
 * Whether a kept response may answer in place of an origin that fails (RFC 5861 §4): never one that is not to be used
 * without its word, however fresh it is.
 */
export function helpsOnError(terms: Terms, ageMs: number, asked: Directives): boolean {
  if (terms.alwaysValidate) return false;
  const wishedMs = terms.mustRevalidate ? 0 : (asked.ms('stale-if-error') ?? 0);
  return ageMs - terms.lifetimeMs < Math.max(terms.ifErrorMs, wishedMs);
}

/** How stale a client takes it: `max-stale` without a number is any. */
function mayBeStaleBy(asked: Directives): number {
  return asked.hasWhole('max-stale') ? Number.POSITIVE_INFINITY : (asked.ms('max-stale') ?? -1);
}
