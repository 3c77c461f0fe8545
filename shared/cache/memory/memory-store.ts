import type { Body } from '../../http/body.ts';
import { joinBytes } from '../../http/join-bytes.ts';
import type { ByteRange } from '../../http/range.ts';
import type { CacheStore, Kept, KeptResponse, Purge, StoreCounts, StoreWriter } from '../cache-store.ts';
import { type EntryHead, type Marker, sizeOf } from '../entry.ts';
import { ChunkedBody } from './chunked-body.ts';
import { PurgeIndex } from './purge-index.ts';
import { Sieve, type SieveNode } from './sieve.ts';

/** How large a store may be. */
export interface MemoryLimits {
  readonly maxBytes: number;
  /** What it is cut back to when it has grown beyond that. */
  readonly lowBytes: number;
}

/** Responses in the memory of the process, or of the isolate. They are gone when it ends. */
export class MemoryStore implements CacheStore {
  readonly name = 'memory';
  readonly #limits: MemoryLimits;
  readonly #entries = new Map<string, SieveNode<Entry>>();
  readonly #sieve = new Sieve<Entry>();
  readonly #index = new PurgeIndex();
  #bytes = 0;
  #evictions = 0;

  constructor(limits: MemoryLimits) {
    this.#limits = limits;
  }

  get(key: string): Kept | undefined {
    const node = this.#entries.get(key);
    if (!node) return undefined;
    node.visited = true;
    return node.value.kept;
  }

  put(key: string, head: EntryHead): StoreWriter | undefined {
    const room = this.#limits.maxBytes - sizeOf(key, head, 0);
    if (room < 0) return undefined;
    return new MemoryWriter(room, (chunks, length) => {
      const kept = new MemoryResponse(head, chunks, length);
      this.#keep({ key, kept, url: head.url, tags: head.tags, bytes: sizeOf(key, head, length) });
    });
  }

  mark(key: string, marker: Marker): void {
    const bytes = (key.length + marker.url.length) * 2 + 512;
    this.#keep({ key, kept: { kind: 'marker', marker }, url: marker.url, tags: [], bytes });
  }

  renew(key: string, id: string, head: EntryHead): void {
    const kept = this.#entries.get(key)?.value.kept;
    if (!(kept instanceof MemoryResponse) || kept.head.id !== id) return;
    const { chunks, length } = kept;
    const bytes = sizeOf(key, head, length);
    this.#keep({ key, kept: new MemoryResponse(head, chunks, length), url: head.url, tags: head.tags, bytes });
  }

  delete(key: string): void {
    const node = this.#entries.get(key);
    if (node) this.#drop(node);
  }

  purge(what: Purge, how: 'delete' | 'outdate'): number {
    const keys = what.by === 'all' ? [...this.#entries.keys()] : this.#index.keysOf(what);
    let count = 0;
    for (const key of keys) {
      const node = this.#entries.get(key);
      if (!node) continue;
      const { kept } = node.value;
      if (kept.kind === 'response') count += 1;
      if (how === 'delete') this.#drop(node);
      else if (kept instanceof MemoryResponse) kept.isOutdated = true;
    }
    return count;
  }

  counts(): StoreCounts {
    const { maxBytes } = this.#limits;
    return { entries: this.#entries.size, bytes: this.#bytes, maxBytes, evictions: this.#evictions };
  }

  close(): void {
    for (const node of [...this.#entries.values()]) this.#drop(node);
  }

  #keep(entry: Entry): void {
    const before = this.#entries.get(entry.key);
    if (before) this.#drop(before);
    if (entry.bytes > this.#limits.maxBytes) return;
    if (this.#bytes + entry.bytes > this.#limits.maxBytes) this.#makeRoom(entry.bytes);
    this.#entries.set(entry.key, this.#sieve.add(entry));
    this.#index.add(entry.key, entry);
    this.#bytes += entry.bytes;
  }

  #makeRoom(neededBytes: number): void {
    const goal = Math.min(this.#limits.lowBytes, this.#limits.maxBytes - neededBytes);
    while (this.#bytes > goal) {
      const node = this.#sieve.victim();
      if (!node) return;
      this.#drop(node);
      this.#evictions += 1;
    }
  }

  #drop(node: SieveNode<Entry>): void {
    const entry = node.value;
    this.#entries.delete(entry.key);
    this.#sieve.remove(node);
    this.#index.remove(entry.key, entry);
    this.#bytes -= entry.bytes;
  }
}

interface Entry {
  readonly key: string;
  readonly kept: Kept;
  readonly url: string;
  readonly tags: readonly string[];
  readonly bytes: number;
}

class MemoryResponse implements KeptResponse {
  readonly kind = 'response';
  readonly head: EntryHead;
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
  isOutdated = false;

  constructor(head: EntryHead, chunks: readonly Uint8Array[], length: number) {
    this.head = head;
    this.chunks = chunks;
    this.length = length;
  }

  body(range?: ByteRange): Body {
    if (!range) return new ChunkedBody(this.chunks, 0, this.length);
    return new ChunkedBody(this.chunks, range.first, range.last - range.first + 1);
  }
}

class MemoryWriter implements StoreWriter {
  onReady: (() => void) | undefined = undefined;
  readonly #keep: (chunks: readonly Uint8Array[], length: number) => void;
  #room: number;
  #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(room: number, keep: (chunks: readonly Uint8Array[], length: number) => void) {
    this.#room = room;
    this.#keep = keep;
  }

  write(chunk: Uint8Array): boolean {
    this.#room -= chunk.byteLength + chunkBytes;
    this.#length += chunk.byteLength;
    if (this.#room >= 0) this.#chunks.push(chunk);
    else this.#chunks = [];
    return true;
  }

  commit(): void {
    if (this.#room < 0) return;
    const isShredded = this.#chunks.length > 1 && this.#length < this.#chunks.length * smallChunkBytes;
    this.#keep(isShredded ? [joinBytes(this.#chunks)] : this.#chunks, this.#length);
  }

  abort(): void {
    this.#chunks = [];
    this.#room = -1;
  }
}

/** What a piece takes beside its bytes, about. */
const chunkBytes = 64;

/** Pieces smaller than this are put together: many of them take more room and time than one. */
const smallChunkBytes = 8 * 1024;
