import type { Platform } from '../platform/platform.ts';
import type { CacheStore, Purge, StoreCounts } from './cache-store.ts';
import { Flights } from './flights.ts';
import { Refreshes } from './refreshes.ts';
import { Room } from './room.ts';
import { Unshared } from './unshared.ts';

/** What the cache has done since it was made. */
export interface CacheCounts extends StoreCounts {
  /** Answered from it while fresh, and while stale. */
  readonly hits: number;
  readonly stale: number;
  /** The origin said that what was kept still holds. */
  readonly revalidated: number;
  /** Answered by a fetch that another request had begun. */
  readonly collapsed: number;
  /** Fetched: not there, or no longer good. */
  readonly misses: number;
  readonly bypassed: number;
  readonly stores: number;
  readonly purged: number;
}

/** What is counted by name. */
export type Counted = 'hits' | 'stale' | 'revalidated' | 'collapsed' | 'misses' | 'bypassed' | 'stores' | 'purged';

/** What the configuration says of the cache as a whole. */
export interface CacheOptions {
  /** How long a request waits for another that fetches the same. */
  readonly lockMs: number;
  /** Our name in `cache-status`; the field is not sent when absent. */
  readonly statusName: string | undefined;
  /** Bytes of bodies under way that are held to be shared, of all together. */
  readonly maxBytesUnderWay: number;
  /** Tells the other processes that serve beside this one. */
  readonly tellOthers?: ((what: Purge, how: PurgeHow) => void) | undefined;
}

/** What becomes of what is purged: it is dropped, or asked about before it is used again. */
export type PurgeHow = 'delete' | 'outdate';

/** The cache of a process or isolate: a store, and what is under way into it. One for all routes; it outlives reloads. */
export class Cache {
  readonly store: CacheStore;
  readonly platform: Platform;
  readonly options: CacheOptions;
  readonly flights = new Flights();
  readonly unshared = new Unshared();
  readonly refreshes = new Refreshes();
  readonly room: Room;
  readonly #counts: Record<Counted, number> = {
    ...{ hits: 0, stale: 0, revalidated: 0, collapsed: 0, misses: 0, bypassed: 0, stores: 0, purged: 0 },
  };

  #plans = 0;

  constructor(store: CacheStore, platform: Platform, options: CacheOptions) {
    this.store = store;
    this.platform = platform;
    this.options = options;
    this.room = new Room(options.maxBytesUnderWay);
    // What is on its way here was asked for before it.
    store.onPurged = (what) => this.flights.outdate(what);
  }

  /** A plan uses it. */
  enter(): void {
    this.#plans += 1;
  }

  /** That plan is over. What no plan uses is closed. */
  leave(): void {
    this.#plans -= 1;
    if (this.#plans > 0) return;
    // What does not end in order is of no use to anybody any more.
    void Promise.resolve(this.store.close()).catch(() => undefined);
  }

  /** Whether requests wait for each other at all. */
  get collapses(): boolean {
    return this.options.lockMs > 0;
  }

  /** Whether they share what comes: on Workers the work of one may not touch the connections of another. */
  get shares(): boolean {
    return this.platform.runtime !== 'workerd';
  }

  count(what: Counted, by = 1): void {
    this.#counts[what] += by;
  }

  counts(): CacheCounts {
    return { ...this.#counts, ...this.store.counts() };
  }

  /**
   * Drops what is meant, or makes it out of date, in all processes. Answers how many there were in this one; `undefined`
   * when the store could not do it.
   */
  purge(what: Purge, how: PurgeHow): Promise<number | undefined> {
    this.options.tellOthers?.(what, how);
    return this.purgeHere(what, how);
  }

  /** The same in this process alone; what is under way is not kept either. */
  async purgeHere(what: Purge, how: PurgeHow): Promise<number | undefined> {
    this.flights.outdate(what);
    const count = await this.store.purge(what, how);
    this.count('purged', count ?? 0);
    return count;
  }
}
