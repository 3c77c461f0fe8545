import type { Purge } from '../cache-store.ts';

/** What an entry is purged by. */
interface Purged {
  readonly url: string;
  readonly tags: readonly string[];
}

/** Finds the keys that a purge means, by address and by tag without looking at any other. */
export class PurgeIndex {
  readonly #byUrl = new Map<string, Set<string>>();
  readonly #byTag = new Map<string, Set<string>>();

  add(key: string, { url, tags }: Purged): void {
    addTo(this.#byUrl, url, key);
    for (const tag of tags) addTo(this.#byTag, tag, key);
  }

  remove(key: string, { url, tags }: Purged): void {
    removeFrom(this.#byUrl, url, key);
    for (const tag of tags) removeFrom(this.#byTag, tag, key);
  }

  /** The keys that are meant, as they are now. */
  keysOf(what: Exclude<Purge, { by: 'all' }>): readonly string[] {
    switch (what.by) {
      case 'url':
        return [...(this.#byUrl.get(what.url) ?? [])];
      case 'tag':
        return [...(this.#byTag.get(what.tag) ?? [])];
      case 'prefix':
        return [...this.#byUrl].flatMap(([url, keys]) => (url.startsWith(what.prefix) ? [...keys] : []));
    }
  }
}

function addTo(sets: Map<string, Set<string>>, name: string, key: string): void {
  const keys = sets.get(name);
  if (keys) keys.add(key);
  else sets.set(name, new Set([key]));
}

function removeFrom(sets: Map<string, Set<string>>, name: string, key: string): void {
  const keys = sets.get(name);
  if (!keys?.delete(key)) return;
  if (keys.size === 0) sets.delete(name);
}
