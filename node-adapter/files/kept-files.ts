import type { MemoryFile } from './memory-file.ts';

/** Bytes of content kept, and files, at most. */
const maxBytes = 64 * 1024 * 1024;
const maxFiles = 8192;

/** A file in memory, and when it was last compared with the disk. */
export interface KeptFile {
  readonly file: MemoryFile;
  /** On the monotonic clock. */
  checkedAt: number;
}

/** Small files, the latest used, within a bound. */
export class KeptFiles {
  /** The least recently used come first. */
  readonly #files = new Map<string, KeptFile>();
  #bytes = 0;

  get(key: string): KeptFile | undefined {
    return this.#files.get(key);
  }

  keep(key: string, file: MemoryFile, checkedAt: number): void {
    this.drop(key);
    this.#files.set(key, { file, checkedAt });
    this.#bytes += file.size;
    for (const oldest of this.#files.keys()) {
      if (this.#bytes <= maxBytes && this.#files.size <= maxFiles) break;
      this.drop(oldest);
    }
  }

  /** The file is as it was; it is also the latest used. */
  confirm(key: string, kept: KeptFile, checkedAt: number): void {
    kept.checkedAt = checkedAt;
    if (!this.#files.delete(key)) return;
    this.#files.set(key, kept);
  }

  drop(key: string): void {
    const kept = this.#files.get(key);
    if (!kept) return;
    this.#bytes -= kept.file.size;
    this.#files.delete(key);
  }
}
