import type { Body } from '../http/body.ts';
import type { ByteRange } from '../http/range.ts';
import type { EntryHead, Marker } from './entry.ts';

/**
 * Where responses are kept. Stores know nothing of HTTP: what may be kept and used is decided before they are asked.
 * Whatever fails in one looks like a response that is not there; none throws, and none waits without a deadline of its
 * own. An answer that is no promise costs no turn of the event loop, which is what makes memory fast.
 */
export interface CacheStore {
  /** As it is named in the configuration. */
  readonly name: string;
  /** What stands under a key. Found once, it can be read to its end, though it be deleted meanwhile. */
  get(key: string): Kept | undefined | Promise<Kept | undefined>;
  /**
   * Begins to keep a response, in place of what stood under the key, from the moment in which it is whole. `undefined`
   * when it is not taken: it is too large, or the store is not well.
   */
  put(key: string, head: EntryHead): StoreWriter | undefined;
  /** Keeps what tells the variants of a response apart. */
  mark(key: string, marker: Marker): void | Promise<void>;
  /**
   * Puts another head in the place of one, if the entry is still the one of that `id`; its body stays. The way in which a
   * confirmed response becomes fresh.
   */
  renew(key: string, id: string, head: EntryHead): void | Promise<void>;
  delete(key: string): void | Promise<void>;
  /**
   * Deletes all that is meant, or makes it out of date; answers how many entries, as far as it can be told. `undefined`
   * when that could not be done, or not be told to all who share the store, so that it may still be found.
   */
  purge(what: Purge, how: 'delete' | 'outdate'): number | undefined | Promise<number | undefined>;
  /**
   * Looks whether another process has purged something in the same store. `get` does so by itself; whoever answers from
   * elsewhere what stands in this store has to look first.
   */
  look?(): void;
  /** Told of each such purge, before anything is found after it. Set by the one who uses the store. */
  onPurged?: ((what: Purge, how: 'delete' | 'outdate') => void) | undefined;
  counts(): StoreCounts;
  close(): void | Promise<void>;
}

/** Responses that are meant together: of one address, of all addresses that begin so, with one tag, or all. */
export type Purge =
  /** `isNear`: a request changed what is there, and nobody asked for more than that this cache knows. */
  | { readonly by: 'url'; readonly url: string; readonly isNear?: true }
  | { readonly by: 'prefix'; readonly prefix: string }
  | { readonly by: 'tag'; readonly tag: string }
  | { readonly by: 'all' };

/** What stands under a key: a response, or the word that there are several and how to tell them apart. */
export type Kept = KeptResponse | { readonly kind: 'marker'; readonly marker: Marker };

/** A response that was found. */
export interface KeptResponse {
  readonly kind: 'response';
  readonly head: EntryHead;
  /** Bytes of its body. */
  readonly length: number;
  /** It was declared out of date after it came. */
  readonly isOutdated: boolean;
  /** The body, or a part of it: another one at each call, not started. One that is not started needs no cancel. */
  body(range?: ByteRange): Body;
}

/** A response on its way into a store. Exactly one of `commit` and `abort` ends it. */
export interface StoreWriter {
  /** Takes the next bytes, which nobody changes afterwards. False asks to wait until `onReady` is called. */
  write(chunk: Uint8Array): boolean;
  onReady: (() => void) | undefined;
  /** The body is whole. From now on, or when the promise is fulfilled, the response can be found. */
  commit(): void | Promise<void>;
  abort(): void;
}

/** How full a store is, and what it had to let go. */
export interface StoreCounts {
  readonly entries: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** Entries that had to make room for others. */
  readonly evictions: number;
  /** Answers from each part of a store that has two. */
  readonly tiers?: { readonly memoryHits: number; readonly diskHits: number };
}
