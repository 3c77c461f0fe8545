import type { FilterParts } from '../../engine/filter.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { type LedgerBlock, ledgerSettings } from '../../ledger/ledger-block.ts';
import type {
  DurableObjectLedgerSettings,
  GuardSettings,
  MemcachedLedgerSettings,
  RedisLedgerSettings,
} from '../../ledger/ledger-settings.ts';
import type { OnLedgerFailure } from '../../ledger/on-ledger-failure.ts';
import { RateLimit, type RateLimitSettings } from './rate-limit.ts';
import { type RateAlgorithm, type RateSettings, rulesOf } from './rates.ts';

/** What the `rate-limit` filter is told. */
export interface RateLimitOptions
  extends RateSettings,
    StoreOptions,
    Pick<
      RateLimitSettings,
      'key' | 'ipv4Prefix' | 'ipv6Prefix' | 'onMissingKey' | 'onLimit' | 'statusCode' | 'headers'
    > {
  readonly algorithm: RateAlgorithm;
  readonly sharedBy: 'route' | 'filter';
  readonly tierHeader?: string | undefined;
  readonly tiers: readonly ({ readonly value: string } & RateSettings)[];
  readonly message?: string | undefined;
  readonly maxDelayMs?: number | undefined;
}

/** Where the counts are kept: by a `ledger` block, or by `backend` and the settings beside it. */
interface StoreOptions {
  readonly maxKeys?: number | undefined;
  readonly ledger?: LedgerBlock | undefined;
  readonly backend?: 'local' | 'redis' | 'memcached' | 'durable-object' | 'sqlite' | 'upstash' | undefined;
  readonly failureMode?: OnLedgerFailure | undefined;
  readonly redisUrl?: string | undefined;
  readonly redisPrefix?: string | undefined;
  readonly redisPoolSize?: number | undefined;
  readonly redisTimeoutMs?: number | undefined;
  readonly redisFallback?: boolean | undefined;
  readonly memcachedUrl?: string | undefined;
  readonly memcachedPrefix?: string | undefined;
  readonly memcachedPoolSize?: number | undefined;
  readonly memcachedTimeoutMs?: number | undefined;
  readonly memcachedFallback?: boolean | undefined;
  readonly memcachedTtlMs?: number | undefined;
}

/** The limit of a `rate-limit` filter on a route. */
export function filterLimit(options: RateLimitOptions, parts: FilterParts): RateLimit {
  const { filterId, routeId } = parts;
  const { sharedBy, algorithm, tierHeader, tiers, message, maxDelayMs = 5000 } = options;
  const counter = sharedBy === 'filter' ? `filter ${filterId}` : `filter ${filterId} on ${routeId}`;
  return new RateLimit({
    name: filterId,
    counter,
    ledger: openLedger(options, parts, counter),
    onFailure: options.failureMode,
    key: options.key,
    ipv4Prefix: options.ipv4Prefix,
    ipv6Prefix: options.ipv6Prefix,
    onMissingKey: options.onMissingKey,
    onLimit: options.onLimit,
    statusCode: options.statusCode,
    headers: options.headers,
    message,
    maxDelayMs,
    rules: rulesOf(options, algorithm),
    tiers: tierHeader === undefined ? undefined : tiersOf(tierHeader, tiers, algorithm),
  });
}

function tiersOf(
  header: string,
  tiers: RateLimitOptions['tiers'],
  algorithm: RateAlgorithm,
): NonNullable<RateLimitSettings['tiers']> {
  return {
    header: header.toLowerCase(),
    rules: new Map(tiers.map((tier) => [tier.value, rulesOf(tier, algorithm)])),
  };
}

function openLedger(options: RateLimitOptions, { ledgers }: FilterParts, counter: string): Ledger {
  const { maxKeys, ledger } = options;
  if (ledger !== undefined) return ledgers.open(ledgerSettings(ledger));
  if (options.backend === 'redis') return ledgers.open(redisOf(options));
  if (options.backend === 'memcached') return ledgers.open(memcachedOf(options));
  if (options.backend === 'durable-object') return ledgers.open(durableObject);
  if (maxKeys !== undefined) return ledgers.open({ backend: 'local', maxKeys, apart: counter });
  if (options.backend === 'local') return ledgers.open({ backend: 'local', maxKeys: defaultMaxKeys });
  return ledgers.open();
}

const defaultMaxKeys = 100_000;

function redisOf(options: StoreOptions): RedisLedgerSettings {
  return {
    backend: 'redis',
    url: options.redisUrl ?? 'redis://127.0.0.1:6379',
    prefix: options.redisPrefix ?? 'sentinel:ratelimit:',
    poolSize: options.redisPoolSize ?? 10,
    guard: guardOf(options.redisTimeoutMs, options.redisFallback),
    lease: undefined,
  };
}

function memcachedOf(options: StoreOptions): MemcachedLedgerSettings {
  return {
    backend: 'memcached',
    url: options.memcachedUrl ?? 'memcache://127.0.0.1:11211',
    prefix: options.memcachedPrefix ?? 'sentinel:ratelimit:',
    poolSize: options.memcachedPoolSize ?? 10,
    ...(options.memcachedTtlMs !== undefined && { keepMs: options.memcachedTtlMs }),
    guard: guardOf(options.memcachedTimeoutMs, options.memcachedFallback),
  };
}

const durableObject: DurableObjectLedgerSettings = {
  backend: 'durable-object',
  binding: 'SENTINEL_LEDGER',
  url: undefined,
  token: undefined,
  guard: guardOf(500),
  lease: undefined,
};

/** Without a fallback, requests are let through while the store is away: so it has always been said. */
function guardOf(timeoutMs = 50, countsHere = true): GuardSettings {
  return { timeoutMs, failureMode: countsHere ? 'local' : 'open', localShare: 1 };
}
