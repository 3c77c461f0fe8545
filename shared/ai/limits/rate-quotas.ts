import type { Ledger } from '../../ledger/ledger.ts';
import type { SlidingWindow, TokenBucket } from '../../ledger/rule.ts';
import { counterKeys, counterPrefix } from './counter-prefix.ts';
import type { RateQuota, Subject } from './quota.ts';

/** How much may be used in a minute, in all the ways that can be said; all that are said hold together. */
export interface RateSettings {
  readonly tokensPerMinute?: number | undefined;
  readonly inputTokensPerMinute?: number | undefined;
  readonly outputTokensPerMinute?: number | undefined;
  readonly requestsPerMinute?: number | undefined;
  /** What may be used at once of any kind of tokens, and of requests; a minute's worth when absent. */
  readonly burstTokens?: number | undefined;
  readonly burstRequests?: number | undefined;
  /**
   * How tokens are counted; by a bucket when absent. A bucket makes whoever used more than was estimated pay all of it
   * back, and does not refill what requests under way hold; a window does neither.
   */
  readonly algorithm?: 'token-bucket' | 'sliding-window' | undefined;
}

/** Whose limit it is, and where it is counted. */
export interface RatePlace {
  /** Tells it from the same limit of others: a route, a virtual key. */
  readonly owner: string;
  readonly ledger: Ledger;
  readonly subject: Subject;
}

/** The limits that rates come to. Requests come first: those above them cost nobody any tokens. */
export function rateQuotas(settings: RateSettings, place: RatePlace): readonly RateQuota[] {
  const { requestsPerMinute: requests, burstRequests = requests, algorithm = 'token-bucket' } = settings;
  const quotas: RateQuota[] = [];
  // A request is counted from its beginning, not from its end as a bucket would that is held until then.
  if (requests !== undefined) quotas.push(quotaOf('requests', windowOf(burstRequests ?? requests, requests), place));
  for (const { measure, name } of tokenRates) {
    const perMinute = settings[name];
    if (perMinute === undefined) continue;
    const burst = settings.burstTokens ?? Math.max(perMinute, leastBurst);
    const rule = algorithm === 'sliding-window' ? windowOf(burst, perMinute) : bucketOf(burst, perMinute);
    quotas.push(quotaOf(measure, rule, place));
  }
  return quotas;
}

const tokenRates = [
  { measure: 'tokens', name: 'tokensPerMinute' },
  { measure: 'input-tokens', name: 'inputTokensPerMinute' },
  { measure: 'output-tokens', name: 'outputTokensPerMinute' },
] as const;

/** A request of usual length is let through by a small rate too, once in a while. */
const leastBurst = 10_000;
const minuteMs = 60_000;

function bucketOf(capacity: number, refill: number): TokenBucket {
  return { kind: 'token-bucket', capacity, refill, perMs: minuteMs };
}

/** The same rate with the same burst: as much as the burst in the time in which the rate comes to it. */
function windowOf(limit: number, perMinute: number): SlidingWindow {
  const windowMs = Math.ceil((limit / perMinute) * minuteMs);
  return { kind: 'sliding-window', limit, windowMs: Math.min(Math.max(windowMs, 1), longestMs) };
}

/** The longest window that a ledger counts. */
const longestMs = 366 * 86_400_000;

function quotaOf(
  measure: RateQuota['measure'],
  rule: SlidingWindow | TokenBucket,
  { owner, ledger, subject }: RatePlace,
): RateQuota {
  // Counts of a window of another length are of no use.
  const kind = rule.kind === 'token-bucket' ? rule.kind : `window ${rule.windowMs}`;
  const prefix = counterPrefix(`ai-rate ${owner} ${measure} ${kind}`);
  return {
    ...{ kind: 'rate', name: `${measure}-per-minute`, measure, ledger, prefix },
    key: counterKeys(prefix, subject),
    most: rule.kind === 'token-bucket' ? rule.capacity : rule.limit,
    rule: () => rule,
  };
}
