import type { RouteConfig, UpstreamConfig } from '../compile/compile-route.ts';
import type { ExplainedRule } from './explain-limits.ts';

/** What is done when the upstream of the route is slow, fails or is to be compared, as far as it is configured. */
export function explainCare(route: RouteConfig, upstream: UpstreamConfig | undefined): readonly ExplainedRule[] {
  const { retryPolicy, fallback, shadow, circuitBreaker } = route;
  const check = upstream?.healthCheck;
  return [
    ...said('health', check, ({ type, intervalMs }) => `${type}, every ${intervalMs} ms`),
    ...said('breaker', upstream?.circuitBreaker, (rules) => `${breakerText(rules)}, by ${rules.per}`),
    ...said('breaker', circuitBreaker, (rules) => `${breakerText(rules)}, of the route`),
    ...said('retries', retryPolicy, ({ maxAttempts }) => `up to ${maxAttempts} tries in all`),
    ...said('hedge', retryPolicy?.hedge, ({ after, max }) => `after ${after}, up to ${max} more at once`),
    ...said('fallback', fallback, fallbackText),
    ...said('shadow', shadow, ({ upstream: to, percentage }) => `${to}, ${percentage}% of the requests`),
  ];
}

function said<Rule>(what: string, rule: Rule | undefined, text: (rule: Rule) => string): readonly ExplainedRule[] {
  return rule === undefined ? [] : [{ what, said: text(rule) }];
}

function breakerText({ failureThreshold, timeoutMs }: NonNullable<RouteConfig['circuitBreaker']>): string {
  return `opens after ${failureThreshold} failures in a row, for ${timeoutMs} ms`;
}

function fallbackText({ upstreams, maxAttempts }: NonNullable<RouteConfig['fallback']>): string {
  return `${upstreams.map(({ id }) => id).join(', then ')}; up to ${maxAttempts} upstreams in all`;
}
