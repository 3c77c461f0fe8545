import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Platform } from '../../shared/platform/platform.ts';
import { DiskIndex, type IndexEntry } from './disk-index.ts';
import { SharedMarks } from './shared-marks.ts';

/** What an index is kept open with. */
export interface SharedIndexParts {
  readonly platform: Pick<Platform, 'clock' | 'random'>;
  report(problem: string): void;
}

/** How long an index that failed is left alone: a broken disk must not cost every request something. */
const restMs = 5_000;
/** How often is looked whether the file is still the one that is open. */
const checkMs = 1_000;

/**
 * Opens an index when it is first needed, and again after a failure. One that is damaged, or was taken away, is made anew:
 * it holds nothing that cannot be fetched. Whatever fails looks like nothing.
 */
export class SharedIndex {
  readonly #path: string;
  readonly #parts: SharedIndexParts;
  #open: Opened | undefined;
  #restsUntil = 0;
  #checkAt = 0;
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
  with<T>(use: (index: DiskIndex, marks: SharedMarks) => T): T | undefined {
    if (!this.isWell) return undefined;
    try {
      if (this.#open && this.#isGone(this.#open)) this.#letGo();
      this.#open ??= this.#opened();
      return use(this.#open.index, this.#open.marks);
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  /**
   * Keeps an entry. Answers the files that nobody needs any more; `undefined` when it is not kept: it cannot be, or was
   * purged after the purge of that number.
   */
  keep(entry: IndexEntry, since: number | undefined): readonly string[] | undefined {
    const now = this.#parts.platform.clock.now();
    return this.#change(entry.key, (index) => index.keep(entry, now, since));
  }

  renew(key: string, id: string, head: string, tags: readonly string[]): void {
    this.#change(key, (index) => index.renew(key, id, head, tags));
  }

  /** Answers the files that nobody needs any more. */
  drop(key: string): readonly string[] | undefined {
    return this.#change(key, (index) => index.drop(key));
  }

  close(): void {
    this.#isClosed = true;
    this.#letGo();
  }

  #change<T>(key: string, change: (index: DiskIndex) => T): T | undefined {
    return this.with((index, marks) => {
      const result = change(index);
      marks.touch(SharedMarks.placeOf(key));
      return result;
    });
  }

  #opened(): Opened {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const index = this.#index();
    const marks = new SharedMarks(`${this.#path}-marks`, this.#parts.platform.random);
    const last = index.purges.last();
    if (marks.lastPurge() !== last) marks.purged(last);
    this.#checkAt = this.#parts.platform.clock.monotonic() + checkMs;
    return { index, marks, number: statSync(this.#path).ino };
  }

  #index(): DiskIndex {
    const now = this.#parts.platform.clock.now();
    try {
      return new DiskIndex(this.#path, now);
    } catch (error) {
      if (!isDamaged.test(String(error))) throw error;
      this.#parts.report(`the cache in ${this.#path} is damaged and begins anew: ${String(error)}`);
      this.#remove();
      return new DiskIndex(this.#path, now);
    }
  }

  /** Whether somebody took the file away, or put another in its place, in the last moment. */
  #isGone({ number }: Opened): boolean {
    const now = this.#parts.platform.clock.monotonic();
    if (now < this.#checkAt) return false;
    this.#checkAt = now + checkMs;
    if (statSync(this.#path, { throwIfNoEntry: false })?.ino === number) return false;
    this.#parts.report(`the cache in ${this.#path} was taken away and begins anew`);
    return true;
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

  /** Bodies that are left are found as orphans. The marks stay: others learn by them that it is another index. */
  #remove(): void {
    for (const end of ['', '-wal', '-shm']) rmSync(this.#path + end, { force: true });
  }

  #letGo(): void {
    const open = this.#open;
    this.#open = undefined;
    try {
      open?.marks.close();
      open?.index.close();
    } catch {
      // What is broken may not even close; it is not used again.
    }
  }
}

/** An index that is open, with what is open beside it, and the number of its file. */
interface Opened {
  readonly index: DiskIndex;
  readonly marks: SharedMarks;
  readonly number: number;
}

const isDamaged = /malformed|not a database|corrupt/i;
