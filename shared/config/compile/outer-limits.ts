import type { FilterParts } from '../../engine/filter.ts';
import { RateLimit } from '../../filters/limits/rate-limit.ts';
import type { RateRule } from '../../filters/limits/rates.ts';
import type { Config } from '../config.ts';
import type { Scope, ScopeLimits } from '../scopes/scope.ts';
import type { RouteConfig } from './compile-route.ts';

/** The route whose limits are made. */
export interface LimitedRoute extends Pick<FilterParts, 'ledgers' | 'routeId'> {
  readonly settings: RouteConfig;
  /** Whether a filter of the route limits its rate. */
  readonly hasFilter: boolean;
}

/**
 * The limits that a route has beside its filters, from the outside in: that of `rate-limits`, those of `limits` of the
 * whole, of its namespace and of its service, and last its own: of its policies, or else the default for all routes.
 */
export function outerLimits(
  config: Config,
  owner: Scope,
  scopes: readonly Scope[],
  route: LimitedRoute,
): readonly RateLimit[] {
  const make = maker(route);
  const { global } = config.rateLimits ?? {};
  return [
    ...(global ? [make('global', 'rate-limits', global.key, bucket(global.maxRps, global.burst))] : []),
    ...scopesAround(owner, scopes).flatMap(({ id, limits }) => (limits ? limitsOf(id, limits, route, make) : [])),
    ...ownLimit(config, route, make),
  ];
}

/** The parts of the configuration that a part is in, and itself, from the outside in. */
export function scopesAround(owner: Scope, scopes: readonly Scope[]): readonly Scope[] {
  return scopes.filter(({ id }) => id === '' || id === owner.namespace || id === owner.id);
}

/** Largest request body of a part of the configuration, by the innermost word on it. */
export function maxBodyBytesIn(owner: Scope, scopes: readonly Scope[]): number | undefined {
  return scopesAround(owner, scopes).reduce<number | undefined>(
    (known, { limits }) => limits?.maxBodySizeBytes ?? known,
    undefined,
  );
}

type Make = (name: string, counter: string, key: string, rule: RateRule) => RateLimit;

function limitsOf(scope: string, limits: ScopeLimits, { routeId }: LimitedRoute, make: Make): RateLimit[] {
  const name = scope === '' ? 'all' : scope;
  const { maxRequestsPerSecondGlobal, maxRequestsPerSecondPerClient, maxRequestsPerSecondPerRoute } = limits;
  return [
    ...ifGiven(maxRequestsPerSecondGlobal, (rps) => make(name, `limits ${scope}`, 'global', bucket(rps, rps))),
    ...ifGiven(maxRequestsPerSecondPerClient, (rps) =>
      make(`${name}-client`, `limits ${scope} of a client`, 'client-ip', bucket(rps, rps)),
    ),
    ...ifGiven(maxRequestsPerSecondPerRoute, (rps) =>
      make(`${name}-route`, `limits ${scope} of ${routeId}`, 'global', bucket(rps, rps)),
    ),
  ];
}

function ownLimit({ rateLimits }: Config, { settings, routeId, hasFilter }: LimitedRoute, make: Make): RateLimit[] {
  const { rateLimit } = settings.policies;
  if (rateLimit) {
    const rule = bucket(rateLimit.requestsPerSecond, rateLimit.burst);
    return [make('route', `policy of ${routeId}`, rateLimit.key, rule)];
  }
  if (hasFilter || rateLimits?.defaultRps === undefined) return [];
  const { defaultRps, defaultBurst = 10, key } = rateLimits;
  return [make('default', `default of ${routeId}`, key, bucket(defaultRps, defaultBurst))];
}

function ifGiven(rps: number | undefined, make: (rps: number) => RateLimit): RateLimit[] {
  return rps === undefined ? [] : [make(rps)];
}

function bucket(rps: number, capacity: number): RateRule {
  return { kind: 'token-bucket', capacity, refill: rps, perMs: 1000 };
}

function maker({ ledgers }: LimitedRoute): Make {
  return (name, counter, key, rule) =>
    new RateLimit({
      name,
      counter,
      key,
      rules: [rule],
      ledger: ledgers.open(),
      onFailure: undefined,
      ipv4Prefix: 32,
      ipv6Prefix: 64,
      tiers: undefined,
      onMissingKey: 'client-ip',
      onLimit: 'reject',
      statusCode: 429,
      message: undefined,
      maxDelayMs: 0,
      headers: 'all',
    });
}
