import { Cache } from '../../cache/cache.ts';
import type { CacheStore } from '../../cache/cache-store.ts';
import { MemoryStore } from '../../cache/memory/memory-store.ts';
import { pathForm } from '../../cache/policy/bypass.ts';
import { cached, type RouteCacheOptions } from '../../cache/route-cache.ts';
import type { Handler } from '../../engine/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';

export type CacheConfig = Config['cache'];
type RouteCacheConfig = NonNullable<Config['routes'][number]['cache']>;

/** Makes the store that a configuration asks for. */
export type CacheStoreFactory = (settings: CacheConfig, platform: Platform) => CacheStore;

/** The cache of a plan, and what it was made by. */
export interface PlanCache {
  readonly cache: Cache;
  readonly madeBy: string;
}

/** What the cache is made with beside its settings. */
interface CacheSurroundings {
  readonly platform: Platform;
  readonly previous?: { readonly cache: PlanCache | undefined } | undefined;
  readonly makeCacheStore?: CacheStoreFactory | undefined;
}

/** The cache of all routes: the one there is, unless the configuration says something else of it by now. */
export function compileCache(
  settings: CacheConfig,
  { platform, previous, makeCacheStore = inMemory }: CacheSurroundings,
): PlanCache | undefined {
  if (settings?.enabled === false) return undefined;
  const madeBy = JSON.stringify(settings ?? {});
  if (previous?.cache?.madeBy === madeBy) return previous.cache;
  const cache = new Cache(makeCacheStore(settings, platform), platform, {
    lockMs: settings?.lockTimeoutMs ?? 10_000,
    statusName: settings?.statusHeader ? settings.statusHeaderName : undefined,
    maxBytesUnderWay: maxBytesOf(settings, platform),
  });
  return { cache, madeBy };
}

/** Puts the cache before the handler of a route that has one. */
export function withCache(
  routeId: string,
  handler: Handler,
  settings: RouteCacheConfig | undefined,
  cache: Cache | undefined,
): Handler {
  if (!settings?.enabled || !cache) return handler;
  return cached(handler, cache, optionsOf(routeId, settings));
}

/** What is kept in memory at most. An isolate on Workers has 128 MiB for everything. */
export function maxBytesOf(settings: CacheConfig, { runtime }: Pick<Platform, 'runtime'>): number {
  return settings?.maxSizeBytes ?? (runtime === 'workerd' ? 32 : 100) * 1024 * 1024;
}

function inMemory(settings: CacheConfig, platform: Platform): CacheStore {
  const maxBytes = maxBytesOf(settings, platform);
  return new MemoryStore({ maxBytes, lowBytes: Math.min(settings?.evictionLimitBytes ?? maxBytes, maxBytes) });
}

function optionsOf(routeId: string, settings: RouteCacheConfig): RouteCacheOptions {
  const statuses = settings.cacheableStatusCodes;
  return {
    routeId,
    methods: new Set(settings.cacheableMethods),
    extensions: new Set(settings.excludeExtensions.map((extension) => extension.toLowerCase())),
    paths: settings.excludePaths.map(pathForm),
    statuses: statuses && new Set(statuses),
    keepsPrivate: settings.cachePrivate,
    defaultMs: settings.defaultTtlMs,
    whileRevalidateMs: settings.staleWhileRevalidateMs ?? 0,
    ifErrorMs: settings.staleIfErrorMs ?? 0,
    maxBytes: settings.maxSizeBytes,
    varyFields: settings.varyHeaders.map((name) => name.toLowerCase()).toSorted(),
    ignoredParameters: new Set(settings.ignoreQueryParams),
  };
}
