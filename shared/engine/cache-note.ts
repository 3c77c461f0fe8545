import { slot } from './exchange.ts';

/**
 * What the cache did with a request: answered fresh (`hit`) or `stale`, had the origin confirm it (`revalidated`), let it
 * share a fetch under way (`collapsed`), fetched what was not there (`miss`) or no longer good (`expired`), or let it be
 * (`bypass`).
 */
export type CacheState = 'hit' | 'stale' | 'revalidated' | 'collapsed' | 'miss' | 'expired' | 'bypass';

/** How a request fared with the cache, for logs and `Cache-Status`. */
export interface CacheNote {
  readonly state: CacheState;
  /** Why: a word of a fixed list. */
  readonly reason?: string | undefined;
  /** Seconds for which the answer stays fresh; below 0 when it is stale. */
  readonly ttlSecs?: number | undefined;
  /** Status that the origin answered with. */
  readonly fetchedStatus?: number | undefined;
  readonly stored?: boolean | undefined;
  /** What was kept for the request but did not do: it was `stale`, or fresh, and the `request` would not have it. */
  readonly found?: 'stale' | 'request' | undefined;
  /** Something was kept for the address, but not for such a request. */
  readonly isVaryMiss?: boolean | undefined;
}

/** Where the note of a request stands; nothing on routes without a cache. */
export const cacheNote = slot<CacheNote>();
