import type { PurgeHow } from '../../../shared/cache/cache.ts';
import type { CacheStore, Kept, Purge, StoreCounts, StoreWriter } from '../../../shared/cache/cache-store.ts';
import { CollectingWriter } from '../../../shared/cache/collecting-writer.ts';
import type { EntryHead, Marker } from '../../../shared/cache/entry.ts';
import type { PurgeLog } from '../../../shared/cache/purge-log.ts';
import { usefulMs } from '../../../shared/cache/useful-ms.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { digest } from '../../../shared/http/digest.ts';
import type { Clock } from '../../../shared/platform/platform.ts';
import type { Timers } from '../../../shared/platform/timers.ts';
import { inTime } from '../in-time.ts';
import { entryIn, entryOf, type Unpacked } from './packed-entry.ts';

/** The cache of the platform, as far as it is used. */
export type EdgeCache = Pick<Cache, 'match' | 'put' | 'delete'>;

/** What is known of purges, and where they are told. */
export interface SharedPurges {
  readonly log: PurgeLog;
  /** Looks for new ones if it is time to. */
  refresh(): void | Promise<void>;
  tell(what: Purge, how: PurgeHow): Promise<void>;
}

/** What a cache at the edge is made with. */
export interface EdgeParts {
  readonly open: () => Promise<EdgeCache>;
  readonly purges: SharedPurges;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Keeps the runtime alive until the work is done. */
  background(work: Promise<unknown>): void;
}

/** Larger bodies are not kept: an isolate has 128 MiB for everything, and holds what it reads. */
const mostBytes = 4 * 1024 * 1024;
/** Longest wait for the platform. */
const longestMs = 1_000;
/** No entry is kept for longer: purges are remembered for that long. */
export const longestKeptMs = 7 * 86_400_000;

/**
 * Responses in the cache of the data centre, which its isolates share. The platform knows neither `Vary` nor stale
 * responses, so it is shown neither: an entry goes in under a name of ours, whole with its head, as one that is fresh
 * until it is of no use at all.
 */
export class EdgeStore implements CacheStore {
  readonly name = 'edge';
  readonly #parts: EdgeParts;
  #opened: Promise<EdgeCache> | undefined;

  constructor(parts: EdgeParts) {
    this.#parts = parts;
  }

  get(key: string): Promise<Kept | undefined> {
    return this.#asked(async (cache) => {
      const [response] = await Promise.all([cache.match(urlOf(key)), this.#parts.purges.refresh()]);
      if (!response) return undefined;
      const entry = entryIn(new Uint8Array(await response.arrayBuffer()));
      if (!entry) return undefined;
      const note = await cache.match(noteOf(entry.head.url));
      return this.#keptOf(entry, note && ((await note.json()) as Note));
    });
  }

  put(key: string, head: EntryHead): StoreWriter | undefined {
    const forMs = usefulMs(head, longestKeptMs);
    return new CollectingWriter(mostBytes, (chunks) => this.#keep(key, { kind: 'response', head }, chunks, forMs));
  }

  mark(key: string, marker: Marker): Promise<void> {
    return this.#keep(key, { kind: 'marker', head: marker }, [], longestKeptMs);
  }

  async renew(key: string, id: string, head: EntryHead): Promise<void> {
    const kept = await this.#asked(async (cache) => {
      const response = await cache.match(urlOf(key));
      return response && entryIn(new Uint8Array(await response.arrayBuffer()));
    });
    if (kept?.kind !== 'response' || kept.head.id !== id) return;
    const writer = this.put(key, head);
    writer?.write(kept.body);
    await writer?.commit();
  }

  async delete(key: string): Promise<void> {
    await this.#asked((cache) => cache.delete(urlOf(key)));
  }

  /**
   * How many were meant nobody can tell. What a request changed is noted in this data centre alone: to tell all of them
   * of each would cost more than the cache saves.
   */
  async purge(what: Purge, how: PurgeHow): Promise<number | undefined> {
    if (what.by === 'url' && what.isNear) return this.#note(what.url, how);
    const { purges, timers } = this.#parts;
    return inTime(purges.tell(what, how), timers, longestMs, 'KV').then(
      () => 0,
      () => undefined,
    );
  }

  counts(): StoreCounts {
    return { entries: 0, bytes: 0, maxBytes: 0, evictions: 0 };
  }

  close(): void {}

  #keptOf(entry: Unpacked, note: Note | undefined): Kept | undefined {
    const isNoted = note !== undefined && note.at >= entry.since;
    if (isNoted && note.how === 'delete') return undefined;
    const { log } = this.#parts.purges;
    if (entry.kind === 'marker') {
      const isGone = log.fateOf({ url: entry.head.url, tags: [] }, entry.since) === 'delete';
      return isGone ? undefined : { kind: 'marker', marker: entry.head };
    }
    const { head, body, since } = entry;
    const fate = log.fateOf(head, since);
    if (fate === 'delete') return undefined;
    return {
      ...{ kind: 'response', head, length: body.byteLength, isOutdated: isNoted || fate === 'outdate' },
      body: (range) => new BytesBody(range ? body.subarray(range.first, range.last + 1) : body),
    };
  }

  /** Notes that what is kept of an address is no longer good. */
  #note(url: string, how: PurgeHow): Promise<number | undefined> {
    const note: Note = { at: this.#parts.clock.now(), how };
    const headers = { 'cache-control': `max-age=${longestKeptMs / 1000}`, 'content-type': 'application/json' };
    const response = new Response(JSON.stringify(note), { headers });
    return this.#asked((cache) => cache.put(noteOf(url), response).then(() => 0));
  }

  /** The client has its answer by then: the runtime is asked to wait. */
  #keep(
    key: string,
    entry: Parameters<typeof entryOf>[0],
    chunks: readonly Uint8Array[],
    forMs: number,
  ): Promise<void> {
    const packed = entryOf(entry, this.#parts.clock.now(), chunks);
    const headers = {
      'cache-control': `max-age=${Math.ceil(forMs / 1000)}`,
      'content-type': 'application/octet-stream',
    };
    const work = this.#asked((cache) => cache.put(urlOf(key), new Response(packed, { headers }))).then(() => undefined);
    this.#parts.background(work);
    return work;
  }

  async #asked<T>(ask: (cache: EdgeCache) => Promise<T>): Promise<T | undefined> {
    try {
      this.#opened ??= this.#parts.open();
      return await inTime(this.#opened.then(ask), this.#parts.timers, longestMs, 'the cache');
    } catch {
      // It is as if nothing were there.
      return undefined;
    }
  }
}

function urlOf(key: string): string {
  return `https://sentinel-cache.invalid/${digest(key)}`;
}

function noteOf(url: string): string {
  return `https://sentinel-cache.invalid/purged/${digest(url)}`;
}

/** When an address was purged in this data centre. */
interface Note {
  readonly at: number;
  readonly how: PurgeHow;
}
