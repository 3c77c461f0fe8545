import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { PurgeHow } from '../../shared/cache/cache.ts';
import type { CacheStore, Kept, Purge, StoreCounts, StoreWriter } from '../../shared/cache/cache-store.ts';
import { type EntryHead, type Marker, sizeOf } from '../../shared/cache/entry.ts';
import { isMeant } from '../../shared/cache/is-meant.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { Platform } from '../../shared/platform/platform.ts';
import type { IndexEntry } from './disk-index.ts';
import { DiskWriter, type WrittenBody } from './disk-writer.ts';
import { EntryFinder, nameOf, type ReadEntry } from './entry-finder.ts';
import type { KeptFile } from './kept-file.ts';
import { OpenFiles } from './open-files.ts';
import { OwedPurges } from './owed-purges.ts';
import { purgeIndex } from './purge-index.ts';
import { PurgeNews } from './purge-news.ts';
import { SharedIndex } from './shared-index.ts';
import { sweepOrphans } from './sweep-orphans.ts';
import { Uses } from './uses.ts';

/** Where a cache lies, and how large it may be. */
export interface DiskOptions {
  /** A folder of its own, which is there. */
  readonly path: string;
  /** Folders within it, over which bodies are spread. */
  readonly shards: number;
  readonly maxBytes: number;
  /** What it is cut back to when it has grown beyond that. */
  readonly lowBytes: number;
}

/** What a cache on disk is made with. */
export interface DiskParts {
  readonly platform: Pick<Platform, 'clock' | 'timers' | 'random'>;
  /** Told of what is wrong with the disk. */
  report(problem: string): void;
}

/**
 * Responses in a folder that any number of processes share and that outlives them. An index names what is there; small
 * bodies lie in it, large ones in files of their own. A body is on the disk before the index names it, so that nothing is
 * found but what is whole, however a process ends.
 */
export class DiskStore implements CacheStore {
  readonly name = 'disk';
  readonly #options: DiskOptions;
  readonly #parts: DiskParts;
  onPurged: CacheStore['onPurged'] = undefined;
  readonly #index: SharedIndex;
  readonly #finder: EntryFinder;
  readonly #news: PurgeNews;
  readonly #files: OpenFiles;
  readonly #writers = new Map<DiskWriter, EntryHead>();
  readonly #uses: Uses;
  readonly #owed = new OwedPurges(async ({ what, how }) => (await this.#purge(what, how)) !== undefined);
  #isSwept = false;

  constructor(options: DiskOptions, parts: DiskParts) {
    this.#options = options;
    this.#parts = parts;
    this.#index = new SharedIndex(join(options.path, 'index.db'), parts);
    this.#finder = new EntryFinder(this.#index);
    this.#uses = new Uses(this.#index, parts.platform.clock);
    this.#news = new PurgeNews(this.#index, (what, how) => {
      this.#abortMeant(what);
      this.onPurged?.(what, how);
    });
    this.#files = new OpenFiles(parts.platform.timers);
  }

  look(): void {
    this.#news.look();
  }

  get(key: string): Kept | undefined | Promise<Kept | undefined> {
    this.#sweep();
    if (!this.#owed.areMade()) return undefined;
    const read = this.#finder.warm(key) ?? this.#lookAndRead(key);
    if (!read) return undefined;
    this.#uses.note(read);
    const { entry, said } = read;
    if (entry.kind === 'marker') return { kind: 'marker', marker: said as Marker };
    const { file, length, body } = entry;
    if (file === undefined) return keptOf(read, (first, count) => new BytesBody(body.subarray(first, first + count)));
    const open = this.#files.get(this.#pathOf(file), length);
    return open instanceof Promise ? open.then((opened) => this.#fromFile(read, opened)) : fromFile(read, open);
  }

  put(key: string, head: EntryHead): StoreWriter | undefined {
    this.#sweep();
    const room = this.#options.maxBytes - sizeOf(key, head, blockBytes);
    if (room < 0 || !this.#index.isWell) return undefined;
    const since = this.#news.known();
    const writer = new DiskWriter({
      timers: this.#parts.platform.timers,
      maxBytes: room,
      newPath: () => this.#pathOf(this.#newName()),
      keep: (written) => this.#keep(key, head, written, since),
      onOver: (over) => this.#writers.delete(over),
    });
    this.#writers.set(writer, head);
    return writer;
  }

  mark(key: string, marker: Marker): void {
    const bytes = (key.length + marker.url.length) * 2 + 512;
    const written = { ...{ body: new Uint8Array(0), file: undefined, length: 0 }, bytes };
    const facts = { kind: 'marker', id: '', head: JSON.stringify(marker), url: marker.url, tags: [] } as const;
    this.#write({ key: nameOf(key), ...facts, ...written });
  }

  renew(key: string, id: string, head: EntryHead): void {
    this.#index.renew(nameOf(key), id, JSON.stringify(head), head.tags);
  }

  delete(key: string): void {
    this.#unlink(this.#index.drop(nameOf(key)));
  }

  async purge(what: Purge, how: PurgeHow): Promise<number | undefined> {
    this.#abortMeant(what);
    const count = await this.#purge(what, how);
    if (count === undefined) this.#owed.add({ what, how });
    return count;
  }

  counts(): StoreCounts {
    const totals = this.#index.with((index) => index.totals()) ?? { entries: 0, bytes: 0, evictions: 0 };
    return { ...totals, maxBytes: this.#options.maxBytes };
  }

  close(): void {
    for (const writer of [...this.#writers.keys()]) writer.abort();
    this.#uses.tell();
    this.#files.close();
    this.#index.close();
  }

  async #purge(what: Purge, how: PurgeHow): Promise<number | undefined> {
    const purged = await purgeIndex(this.#index, { what, how, now: this.#parts.platform.clock.now() });
    this.#unlink(purged.files);
    return purged.isDone ? purged.responses : undefined;
  }

  #lookAndRead(key: string): ReadEntry | undefined {
    this.look();
    return this.#finder.read(key);
  }

  #abortMeant(what: Purge): void {
    for (const [writer, head] of [...this.#writers]) if (isMeant(head, what)) writer.abort();
  }

  #fromFile(read: ReadEntry, file: KeptFile | undefined): Kept | undefined {
    // Somebody took the file away: what the index says of it is of no use.
    if (!file) this.#index.drop(read.name);
    return fromFile(read, file);
  }

  #keep(key: string, head: EntryHead, { body, file, length }: WrittenBody, since: number | undefined): boolean {
    // A file takes whole blocks of the disk.
    const bytes = sizeOf(key, head, file === undefined ? length : Math.ceil(length / blockBytes) * blockBytes);
    const { id, url, tags } = head;
    const facts = { key: nameOf(key), kind: 'response', id, head: JSON.stringify(head), url, tags } as const;
    const entry = { ...facts, body, file: file?.slice(this.#options.path.length + 1), length, bytes };
    return this.#write(entry, since);
  }

  #write(entry: IndexEntry, since?: number): boolean {
    const dropped = this.#index.keep(entry, since);
    if (!dropped) return false;
    this.#unlink(dropped);
    const { maxBytes, lowBytes } = this.#options;
    const { bytes } = this.counts();
    if (bytes <= maxBytes) return true;
    this.#uses.tell();
    this.#unlink(this.#index.with((index) => index.shrink(Math.min(lowBytes, maxBytes))));
    return true;
  }

  #unlink(files: readonly string[] = []): void {
    for (const file of files) {
      const path = this.#pathOf(file);
      this.#files.drop(path);
      // What cannot be taken away now is found as an orphan later.
      void unlink(path).catch(() => undefined);
    }
  }

  #pathOf(file: string): string {
    return join(this.#options.path, file);
  }

  #newName(): string {
    const name = Buffer.from(this.#parts.platform.random.bytes(16)).toString('hex');
    const shard = Number.parseInt(name.slice(0, 6), 16) % this.#options.shards;
    return `shard-${shard.toString(16).padStart(2, '0')}/${name}`;
  }

  #sweep(): void {
    if (this.#isSwept) return;
    this.#isSwept = true;
    const isNamed = (file: string): boolean => this.#index.with((index) => index.names(file)) ?? true;
    void sweepOrphans(this.#options.path, isNamed);
  }
}

/** What a file takes on a disk is a multiple of this. */
const blockBytes = 4096;

function fromFile(read: ReadEntry, file: KeptFile | undefined): Kept | undefined {
  return file && keptOf(read, (first, count) => file.body(first, count));
}

type Cut = (first: number, count: number) => ReturnType<KeptFile['body']>;

function keptOf({ said, entry: { length, isOutdated } }: ReadEntry, cut: Cut): Kept {
  return {
    ...{ kind: 'response', head: said as EntryHead, length, isOutdated },
    body: (range) => (range ? cut(range.first, range.last - range.first + 1) : cut(0, length)),
  };
}
