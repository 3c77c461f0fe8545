import type { Config } from '../config.ts';
import type { Check, Look } from './look.ts';

/** What is said of the store of the cache fits the one that is chosen. */
export const cacheStore: Check = (look) => {
  const { cache } = look.config;
  if (!cache) return;
  const { backend, diskPath } = cache;
  const isOnDisk = backend !== 'memory';
  if (isOnDisk && diskPath === undefined) look.error(['cache'], `backend "${backend}" needs a "disk-path"`);
  if (!isOnDisk) tellUnused(look, cache, ['disk-path', 'disk-shards', 'disk-max-size']);
  if (backend === 'disk') tellUnused(look, cache, ['disk-max-size'], 'its size is "max-size"');
};

type Cache = NonNullable<Config['cache']>;
type DiskKey = 'disk-path' | 'disk-shards' | 'disk-max-size';

function tellUnused(look: Look, cache: Cache, keys: readonly DiskKey[], hint = 'leave it out'): void {
  const said = {
    'disk-path': cache.diskPath,
    'disk-shards': cache.diskShards,
    'disk-max-size': cache.diskMaxSizeBytes,
  };
  for (const key of keys) {
    if (said[key] !== undefined)
      look.error(['cache', key], `"${key}" has no effect with backend "${cache.backend}"`, hint);
  }
}
