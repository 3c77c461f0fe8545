import type { FixedWindow, SlidingWindow, TokenBucket } from '../../ledger/rule.ts';

/** A rate in the ways it can be said; all that are said hold together. */
export interface RateSettings {
  readonly maxRps?: number | undefined;
  readonly maxRpm?: number | undefined;
  readonly maxRph?: number | undefined;
  readonly limit?: number | undefined;
  readonly windowMs?: number | undefined;
  readonly burst?: number | undefined;
}

/** How requests are counted. */
export type RateAlgorithm = 'token-bucket' | 'fixed-window' | 'sliding-window';

/** A rule for requests. */
export type RateRule = TokenBucket | FixedWindow | SlidingWindow;

/** The rules that a rate comes to, the shortest span first. */
export function rulesOf(settings: RateSettings, algorithm: RateAlgorithm): readonly RateRule[] {
  return spansOf(settings)
    .toSorted((a, b) => a.windowMs - b.windowMs)
    .map((span, index) => {
      if (algorithm !== 'token-bucket') return { kind: algorithm, limit: span.limit, windowMs: span.windowMs };
      const burst = index === 0 ? (settings.burst ?? span.burst) : span.limit;
      return { kind: 'token-bucket', capacity: burst, refill: span.limit, perMs: span.windowMs };
    });
}

/** What may be taken at once, and the span of time in which all of it comes back. */
export function quotaOf(rule: RateRule): { readonly limit: number; readonly windowMs: number } {
  if (rule.kind !== 'token-bucket') return rule;
  return { limit: rule.capacity, windowMs: Math.ceil((rule.capacity / rule.refill) * rule.perMs) };
}

/** Time between two requests at the full rate. */
export function spacingMsOf(rule: RateRule): number {
  return rule.kind === 'token-bucket' ? rule.perMs / rule.refill : rule.windowMs / rule.limit;
}

interface Span {
  readonly limit: number;
  readonly windowMs: number;
  /** What a bucket holds when nothing is said. */
  readonly burst: number;
}

const defaultRps = 100;
const defaultBurst = 10;

function spansOf({ maxRps, maxRpm, maxRph, limit, windowMs = 1000 }: RateSettings): readonly Span[] {
  const spans: Span[] = [];
  if (maxRps !== undefined) spans.push({ limit: maxRps, windowMs: 1000, burst: defaultBurst });
  if (maxRpm !== undefined) spans.push({ limit: maxRpm, windowMs: 60_000, burst: maxRpm });
  if (maxRph !== undefined) spans.push({ limit: maxRph, windowMs: 3_600_000, burst: maxRph });
  if (limit !== undefined) spans.push({ limit, windowMs, burst: limit });
  return spans.length > 0 ? spans : [{ limit: defaultRps, windowMs: 1000, burst: defaultBurst }];
}
