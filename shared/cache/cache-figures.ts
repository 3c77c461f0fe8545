import type { CacheCounts } from './cache.ts';

/** What a cache did, and how full it is, as pages show it. */
export function cacheFigures({
  hits,
  stale,
  revalidated,
  collapsed,
  misses,
  bypassed,
  stores,
  ...rest
}: CacheCounts): object {
  const answered = hits + stale + revalidated + collapsed;
  const asked = answered + misses;
  const { entries, bytes, maxBytes, evictions, purged, tiers } = rest;
  return {
    ...{ hits, stale, revalidated, collapsed, misses, bypassed, stores },
    // Of the requests that were for the cache: those whose body did not come from the origin for them.
    hit_ratio: asked === 0 ? 0 : Math.round((answered / asked) * 10_000) / 10_000,
    ...{ entries, bytes, max_bytes: maxBytes, evictions, purged },
    ...(tiers && { memory_hits: tiers.memoryHits, disk_hits: tiers.diskHits }),
  };
}
