import type { Cache, CacheCounts } from './cache.ts';
import type { Purge } from './cache-store.ts';

/** Who asked for a purge, as the audit log tells it. */
export interface PurgeCaller {
  readonly traceId?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly clientIp: string;
  readonly routeId?: string | undefined;
}

/** What is told of a purge. */
export interface PurgeReport {
  readonly what: Purge;
  readonly how: 'delete' | 'outdate';
  /** Responses that were there, in this process; `undefined` when the store could not drop them. */
  readonly count: number | undefined;
  readonly by: PurgeCaller;
}

/** Where operators ask what the cache does, and have it drop things. Each purge is told. */
export class PurgeDesk {
  readonly #cache: Cache;
  readonly #report: (purge: PurgeReport) => void;

  constructor(cache: Cache, report: (purge: PurgeReport) => void) {
    this.#cache = cache;
    this.#report = report;
  }

  /** As it is named in the configuration. */
  get store(): string {
    return this.#cache.store.name;
  }

  counts(): CacheCounts {
    return this.#cache.counts();
  }

  /**
   * Drops what is meant, or makes it out of date, and answers how many responses there were; `undefined` when some of it
   * may still be found, because the store does not answer.
   */
  async purge(meant: readonly Purge[], how: 'delete' | 'outdate', by: PurgeCaller): Promise<number | undefined> {
    let total: number | undefined = 0;
    for (const what of meant) {
      const count = await this.#cache.purge(what, how);
      this.#report({ what, how, count, by });
      total = total === undefined || count === undefined ? undefined : total + count;
    }
    return total;
  }
}

/** A sentence for who purged, where the number alone would leave them to guess; `undefined` where it says enough. */
export function purgeRemark({ store }: Pick<PurgeDesk, 'store'>, count: number): string | undefined {
  if (count > 0) return undefined;
  if (uncounted.has(store)) return 'This store does not count what it purges.';
  return store === 'memory' ? 'Nothing of it was kept in this process.' : 'Nothing of it was kept.';
}

const uncounted: ReadonlySet<string> = new Set(['redis', 'edge']);

/** What is meant, in a word: as it is written in logs. */
export function purgeText(what: Purge): string {
  switch (what.by) {
    case 'url':
      return what.url;
    case 'prefix':
      return `${what.prefix}*`;
    case 'tag':
      return `tag ${what.tag}`;
    case 'all':
      return 'all';
  }
}
