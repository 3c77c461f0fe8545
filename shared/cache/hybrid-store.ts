import type { CacheStore, Kept, Purge, StoreCounts, StoreWriter } from './cache-store.ts';
import type { EntryHead, Marker } from './entry.ts';
import { Risings } from './risings.ts';

/**
 * A fast store before a large one. All is kept in both; what the fast one had to let go comes back from the large one when
 * it is asked for. What the large one loses, the fast one may still have.
 */
export class HybridStore implements CacheStore {
  readonly name = 'hybrid';
  readonly #fast: CacheStore;
  readonly #large: CacheStore;
  readonly #risings: Risings;
  onPurged: CacheStore['onPurged'] = undefined;
  /** Counts what took things away: what was found before does not rise after it. */
  #removals = 0;
  #fastHits = 0;
  #largeHits = 0;

  constructor(fast: CacheStore, large: CacheStore) {
    this.#fast = fast;
    this.#large = large;
    this.#risings = new Risings(fast);
    large.onPurged = (what, how) => {
      this.#stopRising();
      void fast.purge(what, how);
      this.onPurged?.(what, how);
    };
  }

  look(): void {
    this.#large.look?.();
  }

  get(key: string): Kept | undefined | Promise<Kept | undefined> {
    // What another process has purged in the large one, the fast one may still have.
    this.look();
    const near = this.#fast.get(key);
    if (near instanceof Promise) return near.then((found) => this.#or(key, found));
    return this.#or(key, near);
  }

  put(key: string, head: EntryHead): StoreWriter | undefined {
    const large = this.#large.put(key, head);
    const fast = this.#fast.put(key, head);
    if (!large || !fast) return large ? this.#alone(key, large) : fast;
    return new HybridWriter(fast, large, () => this.#forget(key));
  }

  mark(key: string, marker: Marker): void | Promise<void> {
    this.#risings.giveUp(key);
    return both(this.#fast.mark(key, marker), this.#large.mark(key, marker));
  }

  renew(key: string, id: string, head: EntryHead): void | Promise<void> {
    this.#risings.giveUp(key);
    return both(this.#fast.renew(key, id, head), this.#large.renew(key, id, head));
  }

  delete(key: string): void | Promise<void> {
    return both(this.#forget(key), this.#large.delete(key));
  }

  async purge(what: Purge, how: 'delete' | 'outdate'): Promise<number | undefined> {
    this.#stopRising();
    const near = await this.#fast.purge(what, how);
    const far = await this.#large.purge(what, how);
    // What rose meanwhile may have been found before the large one was purged.
    this.#stopRising();
    await this.#fast.purge(what, how);
    return near === undefined || far === undefined ? undefined : Math.max(near, far);
  }

  counts(): StoreCounts {
    const [fast, large] = [this.#fast.counts(), this.#large.counts()];
    return {
      entries: Math.max(fast.entries, large.entries),
      bytes: fast.bytes + large.bytes,
      maxBytes: fast.maxBytes + large.maxBytes,
      evictions: large.evictions,
      tiers: { memoryHits: this.#fastHits, diskHits: this.#largeHits },
    };
  }

  close(): void | Promise<void> {
    this.#stopRising();
    return both(this.#fast.close(), this.#large.close());
  }

  #or(key: string, near: Kept | undefined): Kept | undefined | Promise<Kept | undefined> {
    if (near) {
      if (near.kind === 'response') this.#fastHits += 1;
      return near;
    }
    const far = this.#large.get(key);
    if (!(far instanceof Promise)) return this.#raise(key, far);
    const removals = this.#removals;
    return far.then((found) => (removals === this.#removals ? this.#raise(key, found) : found));
  }

  #raise(key: string, found: Kept | undefined): Kept | undefined {
    if (found?.kind === 'marker') void this.#fast.mark(key, found.marker);
    if (found?.kind !== 'response') return found;
    this.#largeHits += 1;
    this.#risings.begin(key, found);
    return found;
  }

  #stopRising(): void {
    this.#removals += 1;
    this.#risings.giveUpAll();
  }

  /** What is too large for the fast one must not be hidden by what stood there. */
  #alone(key: string, writer: StoreWriter): StoreWriter {
    const { commit } = writer;
    return Object.assign(writer, {
      commit: () => {
        void this.#forget(key);
        return commit.call(writer);
      },
    });
  }

  #forget(key: string): void | Promise<void> {
    this.#removals += 1;
    this.#risings.giveUp(key);
    return this.#fast.delete(key);
  }
}

/** A response on its way into both. */
class HybridWriter implements StoreWriter {
  readonly #fast: StoreWriter;
  readonly #large: StoreWriter;
  readonly #forget: () => void;

  constructor(fast: StoreWriter, large: StoreWriter, forget: () => void) {
    this.#fast = fast;
    this.#large = large;
    this.#forget = forget;
  }

  set onReady(callback: (() => void) | undefined) {
    this.#large.onReady = callback;
  }

  get onReady(): (() => void) | undefined {
    return this.#large.onReady;
  }

  write(chunk: Uint8Array): boolean {
    // The fast one never asks to wait.
    this.#fast.write(chunk);
    return this.#large.write(chunk);
  }

  commit(): void | Promise<void> {
    this.#forget();
    return both(this.#fast.commit(), this.#large.commit());
  }

  abort(): void {
    this.#fast.abort();
    this.#large.abort();
  }
}

function both(one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> {
  if (one instanceof Promise || other instanceof Promise) return Promise.all([one, other]).then(() => undefined);
}
