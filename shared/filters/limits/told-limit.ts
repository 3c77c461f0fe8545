import { type Answered, type Exchange, slot } from '../../engine/exchange.ts';
import type { HeaderList } from '../../http/header-list.ts';
import type { CounterView } from '../../ledger/ledger.ts';
import type { Rate, RateClaim } from './rate-limit.ts';

/** How a request stands with a limit. */
export interface Standing {
  readonly claim: RateClaim;
  readonly view: CounterView;
}

/** The tightest of the limits that a request was held against. */
const tightest = slot<Standing>();

/** Remembers how a request stands with a limit, if no other leaves it less. */
export function noteStanding(exchange: Exchange, standing: Standing): void {
  if (standing.claim.limit.settings.headers === 'none') return;
  const known = exchange.get(tightest);
  if (known === undefined || isTighter(standing.view, known.view)) exchange.set(tightest, standing);
}

/**
 * Tells the client how it stands with its tightest limit, in place of whatever the upstream told of its own:
 * `x-ratelimit-*` with the reset as a time (seconds since the epoch), and `ratelimit` and `ratelimit-policy` with the
 * reset as a span (draft-ietf-httpapi-ratelimit-headers).
 */
export function tellStanding(exchange: Answered): void {
  const standing = exchange.get(tightest);
  if (standing === undefined) return;
  const { limit, rate } = standing.claim;
  const { headers } = exchange.response;
  const { resetMs } = standing.view;
  const remaining = String(Math.max(0, standing.view.remaining));
  if (limit.settings.headers !== 'ratelimit') {
    headers.set('x-ratelimit-limit', String(standing.view.limit));
    headers.set('x-ratelimit-remaining', remaining);
    headers.set('x-ratelimit-reset', String(Math.ceil((exchange.startedAt + resetMs) / 1000)));
  }
  if (limit.settings.headers !== 'x-ratelimit') tellDraft(headers, policyOf(rate, standing.view), remaining, resetMs);
}

/** While the store is away, what holds may be a share of what is written. */
function policyOf({ policy, quota }: Rate, { limit }: CounterView): string {
  return limit === quota ? policy : policy.replace(`;q=${quota};`, `;q=${limit};`);
}

function tellDraft(headers: HeaderList, policy: string, remaining: string, resetMs: number): void {
  const name = policy.slice(0, policy.indexOf(';'));
  headers.set('ratelimit-policy', policy);
  headers.set('ratelimit', `${name};r=${remaining};t=${Math.ceil(resetMs / 1000)}`);
}

/** Less is left, or as much for a longer time. */
function isTighter(one: CounterView, other: CounterView): boolean {
  return one.remaining === other.remaining ? one.resetMs > other.resetMs : one.remaining < other.remaining;
}
