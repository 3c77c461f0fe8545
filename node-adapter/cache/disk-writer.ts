import type { StoreWriter } from '../../shared/cache/cache-store.ts';
import { joinBytes } from '../../shared/http/join-bytes.ts';
import type { Timers } from '../../shared/platform/timers.ts';
import { FileWriter } from './file-writer.ts';

/** A body up to this size lies in the index itself: that costs no file, and finding it is reading it. */
const mostInside = 32 * 1024;
/** Longest wait for the disk: whoever sends the response does not end before it is kept. */
const longestMs = 10_000;

/** A body that is whole, and where it lies. */
export interface WrittenBody {
  readonly body: Uint8Array;
  readonly file: string | undefined;
  readonly length: number;
}

/** What a writer works with. */
export interface DiskWriterParts {
  readonly timers: Timers;
  readonly maxBytes: number;
  /** The path of a file that is not there yet. */
  newPath(): string;
  /** Puts it into the index; false when it could not be. */
  keep(written: WrittenBody): boolean;
  /** It has ended, however. */
  onOver(writer: DiskWriter): void;
}

/** A response on its way to the disk: small ones into the index, larger ones into a file that the index then names. */
export class DiskWriter implements StoreWriter {
  onReady: (() => void) | undefined = undefined;
  readonly #parts: DiskWriterParts;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #file: FileWriter | undefined;
  #isGivenUp = false;

  constructor(parts: DiskWriterParts) {
    this.#parts = parts;
  }

  write(chunk: Uint8Array): boolean {
    if (this.#isGivenUp) return true;
    this.#length += chunk.byteLength;
    if (this.#length > this.#parts.maxBytes) {
      this.abort();
      return true;
    }
    if (this.#file) return this.#file.write(chunk);
    this.#chunks.push(chunk);
    return this.#length <= mostInside || this.#moveToFile();
  }

  commit(): void | Promise<void> {
    if (this.#isGivenUp) return this.#parts.onOver(this);
    const file = this.#file;
    if (file) return inTime(this.#commitFile(file), this.#parts.timers);
    this.#parts.keep({ body: joinBytes(this.#chunks), file: undefined, length: this.#length });
    this.#parts.onOver(this);
  }

  /** Also takes back what is about to be kept. */
  abort(): void {
    if (this.#isGivenUp) return;
    this.#isGivenUp = true;
    this.#chunks = [];
    void this.#file?.abort();
    this.#parts.onOver(this);
  }

  #moveToFile(): boolean {
    const file = new FileWriter(this.#parts.newPath());
    const onReady = (): void => this.onReady?.();
    file.onReady = onReady;
    this.#file = file;
    let goesOn = true;
    for (const chunk of this.#chunks) goesOn = file.write(chunk);
    this.#chunks = [];
    return goesOn;
  }

  async #commitFile(file: FileWriter): Promise<void> {
    const isWhole = await file.finish();
    if (isWhole && !this.#isGivenUp) {
      const isKept = this.#parts.keep({ body: new Uint8Array(0), file: file.path, length: this.#length });
      if (!isKept) await file.abort();
    }
    this.#parts.onOver(this);
  }
}

/** Goes on after a while in any case. */
function inTime(work: Promise<void>, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const timer = timers.after(longestMs, resolve);
    const finish = (): void => {
      timer.cancel();
      resolve();
    };
    work.then(finish, finish);
  });
}
