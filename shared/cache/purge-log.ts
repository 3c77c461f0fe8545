import type { PurgeHow } from './cache.ts';
import type { Purge } from './cache-store.ts';
import { isMeant } from './is-meant.ts';

/** A purge, and its place among all. */
export interface LoggedPurge {
  readonly number: number;
  readonly what: Purge;
  readonly how: PurgeHow;
}

/**
 * What was purged, for stores that cannot find what is meant: each entry carries the number of the last purge before it,
 * and whoever finds it looks whether a later one meant it.
 */
export class PurgeLog {
  #purges: readonly LoggedPurge[] = [];
  #forgotten = 0;

  /** Takes over what is known by now. Purges up to `forgotten` are no longer told: they stand for all. */
  replace(purges: readonly LoggedPurge[], forgotten: number): void {
    this.#purges = purges;
    this.#forgotten = forgotten;
  }

  /** What became of an entry that was made after the purge of that number. */
  fateOf(entry: { readonly url: string; readonly tags: readonly string[] }, since: number): 'good' | PurgeHow {
    if (since < this.#forgotten) return 'delete';
    let fate: 'good' | PurgeHow = 'good';
    for (let i = this.#purges.length - 1; i >= 0; i -= 1) {
      const { number, what, how } = this.#purges[i]!;
      if (number <= since) break;
      if (!isMeant(entry, what)) continue;
      if (how === 'delete') return 'delete';
      fate = 'outdate';
    }
    return fate;
  }
}
