import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import type { HeaderList } from '../http/header-list.ts';
import type { Timer, Timers } from '../platform/timers.ts';
import type { StoreWriter } from './cache-store.ts';
import type { Room } from './room.ts';
import { SharedReader } from './shared-reader.ts';

/** What a shared body is made of and tells. */
export interface SharedBodyParts {
  readonly source: Body;
  readonly timers: Timers;
  /** Where it is kept; nowhere when absent. */
  readonly writer: StoreWriter | undefined;
  /** Bytes beyond which it is neither kept nor shared with more. */
  readonly maxBytes: number;
  /** Memory for bodies under way, of all of them together. */
  readonly room: Room;
  /** It can be shared no more: it is too large, or at its end. */
  onClosing(isKept: boolean): void;
  /** Nothing of the source is left. */
  onClosed(fault: Fault | undefined): void;
}

/**
 * One body from an origin, read by many clients and by a store. While it is kept, it comes as fast as the origin sends and
 * each reader takes it from the beginning at its own pace. Once it has grown too large for that, it goes on with those who
 * are there, and the slowest of them sets the pace, within a window.
 */
export class SharedBody implements BodySink {
  readonly length: number | undefined;
  readonly #parts: SharedBodyParts;
  readonly #readers = new Set<SharedReader>();
  #chunks: Uint8Array[] = [];
  /** The number of the first chunk that is still held. */
  #base = 0;
  #held = 0;
  #total = 0;
  #isKeeping = true;
  #isForgotten = false;
  #isReady = true;
  #isPaused = false;
  #isGone = false;
  #ended: { readonly fault: Fault | undefined; readonly trailers: HeaderList | undefined } | undefined;
  #stall: Timer | undefined;

  constructor(parts: SharedBodyParts) {
    this.#parts = parts;
    this.length = parts.source.length;
    const onReady = (): void => this.#onReady();
    if (parts.writer) parts.writer.onReady = onReady;
  }

  /** Begins to read from the origin. */
  start(): void {
    this.#parts.source.start(this);
  }

  /** Whether all of it is still there for one more. */
  get isOpen(): boolean {
    return this.#isKeeping && !this.#isForgotten && !this.#isGone && this.#ended?.fault === undefined;
  }

  /** A reader from the first byte on; `undefined` when it is too late for one. */
  open(): SharedReader | undefined {
    if (!this.isOpen) return undefined;
    const reader = new SharedReader(this, this.length);
    this.#readers.add(reader);
    return reader;
  }

  /**
   * What is already there is no longer to be kept: it was purged. Those who read it go on. Whoever says so may be another
   * request, which must not touch the source: it takes effect with the next bytes.
   */
  forget(): void {
    this.#isForgotten = true;
  }

  /** Only readers call these. The chunk of a number; `undefined` when it has not come yet. */
  chunk(number: number): Uint8Array | undefined {
    return this.#chunks[number - this.#base];
  }

  /** How the source ended, once it has. */
  get outcome(): { readonly fault: Fault | undefined; readonly trailers: HeaderList | undefined } | undefined {
    return this.#ended;
  }

  /** A reader has taken something. */
  moved(): void {
    if (this.#isKeeping || this.#ended) return;
    this.#trim();
    this.#goOn();
  }

  /** A reader has gone, or is through. */
  left(reader: SharedReader): void {
    if (!this.#readers.delete(reader)) return;
    if (this.#ended) this.#letGo();
    else if (this.#isKeeping) return;
    else if (this.#readers.size === 0) this.#giveUp();
    else this.moved();
  }

  write(chunk: Uint8Array): boolean {
    if (this.#ended) return false;
    const piece = owned(chunk);
    this.#total += piece.byteLength;
    if (this.#isKeeping && !this.#mayKeep(piece.byteLength)) {
      this.#stopKeeping();
      if (this.#ended) return false;
    }
    this.#chunks.push(piece);
    this.#held += piece.byteLength;
    if (this.#isKeeping) this.#isReady = this.#parts.writer?.write(piece) ?? true;
    for (const reader of [...this.#readers]) reader.pump();
    if (this.#ended) return false;
    if (!this.#isKeeping) this.#trim();
    if (this.#mayGoOn()) return true;
    this.#isPaused = true;
    this.#watch();
    return false;
  }

  end(trailers?: HeaderList): void {
    if (this.#ended) return;
    if (this.#isForgotten) this.#drop();
    const { writer } = this.#parts;
    const committed = this.#isKeeping ? writer?.commit() : undefined;
    const close = (): void => this.#parts.onClosing(this.#isKeeping && writer !== undefined);
    this.#close(undefined, trailers);
    if (committed) void committed.then(close, close);
    else close();
  }

  fail(fault: Fault): void {
    if (this.#ended) return;
    if (this.#isKeeping) this.#parts.writer?.abort();
    this.#parts.onClosing(false);
    this.#close(fault);
  }

  #close(fault: Fault | undefined, trailers?: HeaderList): void {
    this.#ended = { fault, trailers };
    this.#stall?.cancel();
    this.#parts.onClosed(fault);
    for (const reader of [...this.#readers]) reader.pump();
    this.#letGo();
  }

  /** Nobody is left who reads what is not kept. */
  #giveUp(): void {
    const fault = new Fault('client_left');
    this.#parts.source.cancel(fault);
    this.#close(fault);
  }

  /** Takes the room for so many more bytes that are kept. */
  #mayKeep(bytes: number): boolean {
    return !this.#isForgotten && this.#total <= this.#parts.maxBytes && this.#parts.room.take(bytes);
  }

  #drop(): void {
    if (!this.#isKeeping) return;
    this.#isKeeping = false;
    this.#parts.writer?.abort();
    this.#parts.room.give(this.#held);
  }

  #stopKeeping(): void {
    this.#drop();
    this.#parts.onClosing(false);
    if (this.#readers.size === 0) this.#giveUp();
    else this.#trim();
  }

  #letGo(): void {
    if (this.#readers.size > 0) return;
    if (this.#isKeeping) this.#parts.room.give(this.#held);
    this.#chunks = [];
    this.#held = 0;
    this.#isGone = true;
  }

  #trim(): void {
    let first = Number.POSITIVE_INFINITY;
    for (const { at } of this.#readers) first = Math.min(first, at);
    const count = Math.min(first - this.#base, this.#chunks.length);
    if (count <= 0) return;
    for (const chunk of this.#chunks.splice(0, count)) this.#held -= chunk.byteLength;
    this.#base += count;
  }

  #mayGoOn(): boolean {
    return this.#isKeeping ? this.#isReady : this.#held < windowBytes;
  }

  #onReady(): void {
    this.#isReady = true;
    this.#goOn();
  }

  #goOn(): void {
    if (!this.#isPaused || !this.#mayGoOn()) return;
    this.#isPaused = false;
    this.#stall?.cancel();
    this.#stall = undefined;
    this.#parts.source.resume();
  }

  /** One who hardly reads must not hold up the others for long. */
  #watch(): void {
    if (this.#isKeeping || this.#readers.size < 2 || this.#stall) return;
    this.#stall = this.#parts.timers.after(stallMs, () => {
      this.#stall = undefined;
      const readers = [...this.#readers];
      const last = this.#base + this.#chunks.length;
      if (!this.#isPaused || readers.every(({ at }) => at < last)) return;
      for (const reader of readers) if (reader.at === this.#base) reader.drop();
      this.moved();
    });
  }
}

/** Held for readers of what is not kept, at most about that. */
const windowBytes = 1024 * 1024;

/** How long those who have read all wait for one who does not. */
const stallMs = 10_000;

/** A small view would keep the whole buffer it looks at. */
function owned(chunk: Uint8Array): Uint8Array {
  return chunk.byteLength * 2 < chunk.buffer.byteLength ? chunk.slice() : chunk;
}
