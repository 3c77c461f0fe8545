import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { CacheStore, Kept, Purge, StoreCounts, StoreWriter } from '../../shared/cache/cache-store.ts';
import { CollectingWriter } from '../../shared/cache/collecting-writer.ts';
import type { EntryHead, Marker } from '../../shared/cache/entry.ts';
import { PurgeLog } from '../../shared/cache/purge-log.ts';
import { usefulMs } from '../../shared/cache/useful-ms.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { digest } from '../../shared/http/digest.ts';
import { joinBytes } from '../../shared/http/join-bytes.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { type FoundEntry, longestKeptMs, RedisEntries } from './redis-entries.ts';

/** Where the Redis is, and the beginning of the keys in it. */
export interface RedisCacheOptions {
  readonly url: string;
  readonly prefix: string;
}

/** What a cache in a Redis is made with. */
export interface RedisCacheParts {
  readonly platform: { readonly clock: Clock };
  /** Told when the Redis does not answer. */
  report(problem: string): void;
}

/** Larger bodies are not kept: a Redis that sends one keeps all others waiting. */
const mostBytes = 8 * 1024 * 1024;
/** How long a Redis is left alone that did not answer: it must not cost every request its deadline. */
const restMs = 1_000;
/** Purges that wait until the Redis answers again; beyond that, all is purged. */
const mostUntold = 100;

/**
 * Responses in a Redis that any number of Sentinels share. How many there may be, the Redis decides (`maxmemory`). Purges
 * stand in a list beside them; what one of them means is not found any more.
 */
export class RedisStore implements CacheStore {
  readonly name = 'redis';
  readonly #entries: RedisEntries;
  readonly #parts: RedisCacheParts;
  readonly #log = new PurgeLog();
  /** The last purge that is known, and those of which the Redis was not told. */
  #last = 0;
  #listed = 0;
  #untold: { readonly what: Purge; readonly how: PurgeHow }[] = [];
  #restsUntil = 0;

  constructor(options: RedisCacheOptions, parts: RedisCacheParts) {
    this.#entries = new RedisEntries(options.url, options.prefix);
    this.#parts = parts;
  }

  get(key: string): Promise<Kept | undefined> {
    return this.#asked(async () => {
      if (this.#untold.length > 0) await this.#tell();
      const { entry, last, listed } = await this.#entries.find(digest(key));
      if (listed !== this.#listed) await this.#learn(listed);
      this.#last = last;
      return entry && this.#keptOf(entry);
    });
  }

  put(key: string, head: EntryHead): StoreWriter | undefined {
    if (!this.#isWell) return undefined;
    const since = this.#last;
    return new CollectingWriter(mostBytes, (chunks) => {
      const entry = { id: head.id, head: JSON.stringify(head), since, body: joinBytes(chunks) };
      const forMs = usefulMs(head, longestKeptMs);
      return this.#asked(() => this.#entries.keep(digest(key), head.url, { kind: 'response', ...entry }, forMs));
    });
  }

  async mark(key: string, marker: Marker): Promise<void> {
    const entry = { id: '', head: JSON.stringify(marker), since: this.#last, body: new Uint8Array(0) };
    await this.#asked(() => this.#entries.keep(digest(key), marker.url, { kind: 'marker', ...entry }, dayMs));
  }

  async renew(key: string, id: string, head: EntryHead): Promise<void> {
    const facts = { id, head: JSON.stringify(head), since: this.#last };
    await this.#asked(() => this.#entries.renew(digest(key), facts, usefulMs(head, longestKeptMs)));
  }

  async delete(key: string): Promise<void> {
    await this.#asked(() => this.#entries.drop(digest(key)));
  }

  /** How many were meant nobody counts. */
  async purge(what: Purge, how: PurgeHow): Promise<number | undefined> {
    if (this.#untold.length >= mostUntold) this.#untold = [{ what: { by: 'all' }, how: 'delete' }];
    else this.#untold.push({ what, how });
    await this.#asked(() => this.#tell());
    return this.#untold.length === 0 ? 0 : undefined;
  }

  counts(): StoreCounts {
    return { entries: 0, bytes: 0, maxBytes: 0, evictions: 0 };
  }

  close(): void {
    this.#entries.close();
  }

  get #isWell(): boolean {
    return this.#parts.platform.clock.monotonic() >= this.#restsUntil;
  }

  #keptOf({ kind, head: text, since, body, purged }: FoundEntry): Kept | undefined {
    const isPurged = purged !== undefined && purged.number > since;
    if (isPurged && purged.how === 'delete') return undefined;
    if (kind === 'marker') {
      const marker = JSON.parse(text) as Marker;
      const fate = this.#log.fateOf({ url: marker.url, tags: [] }, since);
      return fate === 'delete' ? undefined : { kind: 'marker', marker };
    }
    const head = JSON.parse(text) as EntryHead;
    const fate = this.#log.fateOf(head, since);
    if (fate === 'delete') return undefined;
    return {
      ...{ kind: 'response', head, length: body.byteLength, isOutdated: isPurged || fate === 'outdate' },
      body: (range) => new BytesBody(range ? body.subarray(range.first, range.last + 1) : body),
    };
  }

  async #learn(listed: number): Promise<void> {
    const { purges, forgotten } = await this.#entries.purges();
    this.#log.replace(purges, forgotten);
    this.#listed = listed;
  }

  /** Nothing is answered from a Redis that has not been told what was purged. */
  async #tell(): Promise<void> {
    while (this.#untold.length > 0) {
      const [{ what, how }] = this.#untold as [{ what: Purge; how: PurgeHow }];
      await this.#entries.notePurge(what, how);
      this.#untold.shift();
    }
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T | undefined> {
    if (!this.#isWell) return undefined;
    try {
      return await ask();
    } catch (error) {
      this.#restsUntil = this.#parts.platform.clock.monotonic() + restMs;
      this.#parts.report(`the cache in Redis does not answer: ${String(error)}`);
      return undefined;
    }
  }
}

const dayMs = 86_400_000;
