import { Cache, type CacheOptions } from '../../cache/cache.ts';
import type { CacheStore } from '../../cache/cache-store.ts';
import { HybridStore } from '../../cache/hybrid-store.ts';
import { MemoryStore } from '../../cache/memory/memory-store.ts';
import { pathForm } from '../../cache/policy/bypass.ts';
import { cached, type RouteCacheOptions } from '../../cache/route-cache.ts';
import type { Handler } from '../../engine/handler.ts';
import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';

/** The settings of the `cache` block at the top. */
export type CacheConfig = Config['cache'];
type RouteCacheConfig = NonNullable<Config['routes'][number]['cache']>;

/** A store that only some runtimes have, as a configuration asks for it. */
export type CacheStoreSettings =
  | DiskCacheSettings
  | { readonly kind: 'redis'; readonly url: string; readonly prefix: string }
  | { readonly kind: 'edge' };

/** A cache on disk. */
export interface DiskCacheSettings {
  readonly kind: 'disk';
  readonly path: string;
  readonly shards: number;
  readonly maxBytes: number;
  /** What it is cut back to when it has grown beyond that. */
  readonly lowBytes: number;
}

/** Makes the stores that only some runtimes have. */
export type CacheStoreFactory = (settings: CacheStoreSettings) => CacheStore;

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
  readonly process: { readonly siblings?: { readonly purge: NonNullable<CacheOptions['tellOthers']> } };
}

/** The cache of all routes: the one there is, unless the configuration says something else of it by now. */
export function compileCache(
  settings: CacheConfig,
  { platform, previous, makeCacheStore, process }: CacheSurroundings,
): PlanCache | undefined {
  if (settings?.enabled === false) return undefined;
  const madeBy = JSON.stringify(settings ?? {});
  if (previous?.cache?.madeBy === madeBy) return previous.cache;
  const cache = new Cache(storeOf(settings, platform, makeCacheStore), platform, {
    lockMs: settings?.lockTimeoutMs ?? 10_000,
    statusName: settings?.statusHeader ? settings.statusHeaderName : undefined,
    maxBytesUnderWay: Math.min(maxBytesOf(settings, platform), mostUnderWay),
    tellOthers: process.siblings?.purge,
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

/** However large a disk is, what is on its way to it lies in memory. */
const mostUnderWay = 256 * 1024 * 1024;

/** What is kept in memory, or on disk alone, at most. An isolate on Workers has 128 MiB for everything. */
function maxBytesOf(settings: CacheConfig, { runtime }: Pick<Platform, 'runtime'>): number {
  return settings?.maxSizeBytes ?? (runtime === 'workerd' ? 32 : 100) * 1024 * 1024;
}

function storeOf(settings: CacheConfig, platform: Platform, make: CacheStoreFactory | undefined): CacheStore {
  const maxBytes = maxBytesOf(settings, platform);
  const size = { maxBytes, lowBytes: Math.min(settings?.evictionLimitBytes ?? maxBytes, maxBytes) };
  if (!settings || settings.backend === 'memory') return new MemoryStore(size);
  if (!make) throw new Fault('internal', { detail: `this runtime has no cache in "${settings.backend}"` });
  if (settings.backend === 'redis') {
    const { redisUrl: url = 'redis://127.0.0.1:6379', redisPrefix: prefix = 'sentinel:cache:' } = settings;
    return make({ kind: 'redis', url, prefix });
  }
  if (settings.backend === 'edge') return make({ kind: 'edge' });
  // The check of configurations saw to it that there is a folder.
  const place = { kind: 'disk' as const, path: settings.diskPath ?? '', shards: settings.diskShards ?? 16 };
  if (settings.backend === 'disk') return make({ ...place, ...size });
  const diskBytes = settings.diskMaxSizeBytes ?? maxBytes;
  return new HybridStore(new MemoryStore(size), make({ ...place, maxBytes: diskBytes, lowBytes: diskBytes }));
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
    sortsParameters: settings.sortQueryParams,
  };
}
