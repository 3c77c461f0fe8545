import { rmSync } from 'node:fs';
import type { Clock } from '../../shared/platform/platform.ts';
import { DiskIndex, type IndexEntry } from './disk-index.ts';

/** What an index is kept open with. */
export interface SharedIndexParts {
  readonly platform: { readonly clock: Clock };
  report(problem: string): void;
}

/** How long an index that failed is left alone: a broken disk must not cost every request something. */
const restMs = 5_000;

/**
 * Opens an index when it is first needed, and again after a failure. One that is damaged is made anew: it holds nothing
 * that cannot be fetched. Whatever fails looks like nothing.
 */
export class SharedIndex {
  readonly #path: string;
  readonly #parts: SharedIndexParts;
  #open: DiskIndex | undefined;
  #restsUntil = 0;
  #isClosed = false;

  constructor(path: string, parts: SharedIndexParts) {
    this.#path = path;
    this.#parts = parts;
  }

  /** Whether it is worth asking. */
  get isWell(): boolean {
    return !this.#isClosed && this.#parts.platform.clock.monotonic() >= this.#restsUntil;
  }

  /** Uses it; `undefined` when it cannot be. */
  with<T>(use: (index: DiskIndex) => T): T | undefined {
    if (!this.isWell) return undefined;
    try {
      this.#open ??= this.#opened();
      return use(this.#open);
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  /** Keeps an entry. Answers the files that nobody needs any more; `undefined` when it is not kept. */
  keep(entry: IndexEntry): readonly string[] | undefined {
    const now = this.#parts.platform.clock.now();
    return this.with((index) => index.keep(entry, now));
  }

  close(): void {
    this.#isClosed = true;
    this.#letGo();
  }

  #opened(): DiskIndex {
    try {
      return new DiskIndex(this.#path);
    } catch (error) {
      if (!isDamaged.test(String(error))) throw error;
      this.#parts.report(`the cache in ${this.#path} is damaged and begins anew: ${String(error)}`);
      this.#remove();
      return new DiskIndex(this.#path);
    }
  }

  #failed(error: unknown): void {
    const reason = String(error);
    this.#parts.report(`the cache in ${this.#path} fails: ${reason}`);
    // Another process writes: it will be through when the next one asks.
    if (/locked|busy/i.test(reason)) return;
    this.#letGo();
    if (isDamaged.test(reason)) this.#remove();
    this.#restsUntil = this.#parts.platform.clock.monotonic() + restMs;
  }

  /** Bodies that are left are found as orphans. */
  #remove(): void {
    for (const end of ['', '-wal', '-shm']) rmSync(this.#path + end, { force: true });
  }

  #letGo(): void {
    const open = this.#open;
    this.#open = undefined;
    try {
      open?.close();
    } catch {
      // What is broken may not even close; it is not used again.
    }
  }
}

const isDamaged = /malformed|not a database|corrupt/i;
