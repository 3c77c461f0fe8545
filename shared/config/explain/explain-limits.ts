import type { FilterConfig, RouteConfig } from '../compile/compile-route.ts';
import { maxBodyBytesIn, scopesAround } from '../compile/outer-limits.ts';
import type { Config } from '../config.ts';
import type { Scope } from '../scopes/scope.ts';

/** Something that holds for a request, said in a line. */
export interface ExplainedRule {
  readonly what: string;
  readonly said: string;
}

/** A route, and what its limits are read from. */
export interface LimitQuestion {
  readonly config: Config;
  readonly scopes: readonly Scope[];
  readonly owner: Scope;
  readonly route: RouteConfig;
  /** Those of the route. */
  readonly filters: readonly FilterConfig[];
}

/** The limits that a request of the route is held against, from the outside in. */
export function explainLimits(question: LimitQuestion): readonly ExplainedRule[] {
  const { config, scopes, owner, route, filters } = question;
  const { maxInFlightRequests, maxBodySizeBytes } = config.limits;
  const maxBody = route.policies.maxBodySizeBytes ?? maxBodyBytesIn(owner, scopes) ?? maxBodySizeBytes;
  return [
    { what: 'body', said: `up to ${maxBody} bytes` },
    ...[...outerRates(question), ...filters.flatMap(rateOf)].map((said) => ({ what: 'rate', said })),
    { what: 'at once', said: `${maxInFlightRequests} requests of all routes` },
    ...filters.flatMap(concurrencyOf).map((said) => ({ what: 'at once', said })),
    ...keyOf(question).map((said) => ({ what: 'key', said })),
  ];
}

/** Whether a virtual key is asked for; an AI route asks unless it says otherwise. */
function keyOf({ config, route: { inference }, filters }: LimitQuestion): string[] {
  if (!config.virtualKeys) return [];
  const byFilter = filters.flatMap((filter) => (filter.type === 'virtual-key' ? [filter.optional] : []));
  const byRoute = inference && inference.virtualKeys !== 'off' ? [inference.virtualKeys === 'optional'] : [];
  const asked = [...byFilter, ...byRoute];
  if (asked.length === 0) return [];
  return [asked.every(Boolean) ? 'a virtual key may be shown' : 'a virtual key is needed, within what it is good for'];
}

function outerRates({ config: { rateLimits }, scopes, owner, route, filters }: LimitQuestion): string[] {
  const global = rateLimits?.global;
  const rates = scopesAround(owner, scopes).flatMap(scopeRates);
  if (global) rates.unshift(perSecond('all', global.maxRps, global.burst, global.key));
  const { rateLimit } = route.policies;
  const hasOwn = rateLimit !== undefined || filters.some(({ type }) => type === 'rate-limit');
  if (rateLimit) rates.push(perSecond('route', rateLimit.requestsPerSecond, rateLimit.burst, rateLimit.key));
  else if (!hasOwn && rateLimits?.defaultRps !== undefined)
    rates.push(perSecond('default', rateLimits.defaultRps, rateLimits.defaultBurst ?? 10, rateLimits.key));
  return rates;
}

function scopeRates({ id, limits = {} }: Scope): string[] {
  const name = id === '' ? 'all' : id;
  const rates = [
    [limits.maxRequestsPerSecondGlobal, 'global'],
    [limits.maxRequestsPerSecondPerClient, 'client-ip'],
    [limits.maxRequestsPerSecondPerRoute, 'route'],
  ] as const;
  return rates.flatMap(([rps, key]) => (rps === undefined ? [] : [perSecond(name, rps, rps, key)]));
}

function perSecond(name: string, rps: number, burst: number, key: string): string {
  return `${name}: ${rps} a second, ${burst} at once, by ${key}`;
}

function rateOf(filter: FilterConfig): string[] {
  if (filter.type !== 'rate-limit') return [];
  const { maxRps, maxRpm, maxRph, limit, windowMs, burst, key, onLimit } = filter;
  const given = [
    ...(maxRps === undefined ? [] : [`${maxRps} a second`]),
    ...(maxRpm === undefined ? [] : [`${maxRpm} a minute`]),
    ...(maxRph === undefined ? [] : [`${maxRph} an hour`]),
    ...(limit === undefined ? [] : [`${limit} in ${windowMs ?? 1000} ms`]),
  ];
  const rates = given.length > 0 ? given : ['100 a second'];
  const atOnce = burst === undefined ? [] : [`${burst} at once`];
  return [`${filter.id}: ${[...rates, ...atOnce, `by ${key}`, `then ${onLimit}`].join(', ')}`];
}

function concurrencyOf(filter: FilterConfig): string[] {
  if (filter.type !== 'concurrency') return [];
  const { id, limit, key, maxWaiting, adaptive } = filter;
  const least = adaptive ? `, down to ${adaptive.least} as answers get slower` : '';
  return [`${id}: ${limit} by ${key}, ${maxWaiting} waiting${least}`];
}
