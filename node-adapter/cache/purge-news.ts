import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { Purge } from '../../shared/cache/cache-store.ts';
import type { SharedIndex } from './shared-index.ts';

/** Learns of purges in an index that other processes were told. */
export class PurgeNews {
  readonly #index: SharedIndex;
  readonly #tell: (what: Purge, how: PurgeHow) => void;
  #known: number | undefined;

  constructor(index: SharedIndex, tell: (what: Purge, how: PurgeHow) => void) {
    this.#index = index;
    this.#tell = tell;
  }

  /** The number of the last purge that is known, or of the last one there is where none is. */
  known(): number | undefined {
    if (this.#known === undefined) this.look();
    return this.#known;
  }

  /** Tells of what was purged since the last look. Costs one small read where there is nothing new. */
  look(): void {
    const known = this.#known;
    const found = this.#index.with((index, marks) => {
      if (known === undefined) return { later: [], last: index.purges.last() };
      if (marks.lastPurge() === known) return undefined;
      return { later: index.purges.after(known), last: index.purges.last() };
    });
    if (!found) return;
    const { later, last } = found;
    if (later === undefined) {
      // There are too many, or the index is not the one that it was.
      this.#known = last;
      this.#tell({ by: 'all' }, 'delete');
      return;
    }
    this.#known = later.at(-1)?.number ?? known ?? last;
    for (const { what, how } of later) this.#tell(what, how);
  }
}
