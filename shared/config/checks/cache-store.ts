import type { Config } from '../config.ts';
import type { Check } from './look.ts';

/** What is said of the store of the cache fits the one that is chosen. */
export const cacheStore: Check = (look) => {
  const { cache } = look.config;
  if (!cache) return;
  const { backend } = cache;
  if ((backend === 'disk' || backend === 'hybrid') && cache.diskPath === undefined)
    look.error(['cache'], `backend "${backend}" needs a "disk-path"`);
  for (const [key, { value, of, hint }] of Object.entries(settings)) {
    if (value(cache) === undefined || of.includes(backend)) continue;
    look.error(['cache', key], `"${key}" has no effect with backend "${backend}"`, hint);
  }
};

type Cache = NonNullable<Config['cache']>;

interface Setting {
  readonly value: (cache: Cache) => unknown;
  /** The stores that it has an effect on. */
  readonly of: readonly string[];
  readonly hint: string;
}

const settings: Readonly<Record<string, Setting>> = {
  'max-size': {
    value: (cache) => cache.maxSizeBytes,
    of: ['memory', 'disk', 'hybrid'],
    hint: 'it has a bound of its own',
  },
  'eviction-limit': {
    value: (cache) => cache.evictionLimitBytes,
    of: ['memory', 'disk', 'hybrid'],
    hint: 'it has a bound of its own',
  },
  'disk-path': { value: (cache) => cache.diskPath, of: ['disk', 'hybrid'], hint: 'leave it out' },
  'disk-shards': { value: (cache) => cache.diskShards, of: ['disk', 'hybrid'], hint: 'leave it out' },
  'disk-max-size': { value: (cache) => cache.diskMaxSizeBytes, of: ['hybrid'], hint: 'write "max-size"' },
  'redis-url': { value: (cache) => cache.redisUrl, of: ['redis'], hint: 'leave it out' },
  'redis-prefix': { value: (cache) => cache.redisPrefix, of: ['redis'], hint: 'leave it out' },
};
