import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { CacheStore, Kept, KeptResponse, Purge, StoreCounts, StoreWriter } from './cache-store.ts';
import type { EntryHead, Marker } from './entry.ts';

/**
 * A fast store before a large one. All is kept in both; what the fast one had to let go comes back from the large one when
 * it is asked for. What the large one loses, the fast one may still have.
 */
export class HybridStore implements CacheStore {
  readonly name = 'hybrid';
  readonly #fast: CacheStore;
  readonly #large: CacheStore;
  /** What is on its way from the large one into the fast one, by its key. */
  readonly #rising = new Map<string, Rising>();
  /** Counts what took things away: what was found before does not rise after it. */
  #removals = 0;
  #fastHits = 0;
  #largeHits = 0;

  constructor(fast: CacheStore, large: CacheStore) {
    this.#fast = fast;
    this.#large = large;
  }

  get(key: string): Kept | undefined | Promise<Kept | undefined> {
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
    this.#rising.get(key)?.giveUp();
    return both(this.#fast.mark(key, marker), this.#large.mark(key, marker));
  }

  renew(key: string, id: string, head: EntryHead): void | Promise<void> {
    this.#rising.get(key)?.giveUp();
    return both(this.#fast.renew(key, id, head), this.#large.renew(key, id, head));
  }

  delete(key: string): void | Promise<void> {
    return both(this.#forget(key), this.#large.delete(key));
  }

  async purge(what: Purge, how: 'delete' | 'outdate'): Promise<number> {
    this.#stopRising();
    const near = await this.#fast.purge(what, how);
    const far = await this.#large.purge(what, how);
    // What rose meanwhile may have been found before the large one was purged.
    this.#stopRising();
    await this.#fast.purge(what, how);
    return Math.max(near, far);
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
    if (!this.#mayRise(key, found)) return found;
    const writer = this.#fast.put(key, found.head);
    if (!writer) return found;
    const rising = new Rising(found, writer, () => this.#rising.delete(key));
    this.#rising.set(key, rising);
    rising.start();
    return found;
  }

  #mayRise(key: string, { isOutdated, length }: KeptResponse): boolean {
    if (isOutdated || this.#rising.has(key) || this.#rising.size >= mostRising) return false;
    // Something newer may have come while the large one was asked.
    return length <= this.#fast.counts().maxBytes / leastInFast && this.#fast.get(key) === undefined;
  }

  #stopRising(): void {
    this.#removals += 1;
    for (const rising of [...this.#rising.values()]) rising.giveUp();
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
    this.#rising.get(key)?.giveUp();
    return this.#fast.delete(key);
  }
}

/** Responses that rise at once. */
const mostRising = 32;
/** One response takes no more of the fast store than its share of so many. */
const leastInFast = 8;

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

/** Copies a response into the fast store, beside the request that found it. */
class Rising implements BodySink {
  readonly #body: Body;
  readonly #writer: StoreWriter;
  readonly #onOver: () => void;
  #isOver = false;

  constructor(found: KeptResponse, writer: StoreWriter, onOver: () => void) {
    this.#body = found.body();
    this.#writer = writer;
    this.#onOver = onOver;
  }

  start(): void {
    this.#body.start(this);
  }

  giveUp(): void {
    if (this.#isOver) return;
    this.#over();
    this.#writer.abort();
    this.#body.cancel(new Fault('client_left'));
  }

  write(chunk: Uint8Array): boolean {
    return !this.#isOver && this.#writer.write(chunk);
  }

  end(): void {
    if (this.#isOver) return;
    this.#over();
    void this.#writer.commit();
  }

  fail(): void {
    if (this.#isOver) return;
    this.#over();
    this.#writer.abort();
  }

  #over(): void {
    this.#isOver = true;
    this.#onOver();
  }
}

function both(one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> {
  if (one instanceof Promise || other instanceof Promise) return Promise.all([one, other]).then(() => undefined);
}
