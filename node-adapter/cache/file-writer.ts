import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes that may wait to be written before the source is asked to wait. */
const mostWaiting = 1024 * 1024;

/** A new file that is written piece by piece. Exactly one of `finish` and `abort` ends it. */
export class FileWriter {
  readonly path: string;
  /** There is room again, after `write` said that there was none. */
  onReady: (() => void) | undefined = undefined;
  readonly #file: Promise<FileHandle>;
  #waiting: Uint8Array[] = [];
  #held = 0;
  #isFull = false;
  #isBroken = false;
  #writing: Promise<void> | undefined;

  constructor(path: string) {
    this.path = path;
    this.#file = made(path);
    this.#file.catch(() => this.#break());
  }

  /** Takes the next bytes; false asks to wait. */
  write(chunk: Uint8Array): boolean {
    if (this.#isBroken) return true;
    this.#waiting.push(chunk);
    this.#held += chunk.byteLength;
    this.#writing ??= this.#writeAll();
    this.#isFull = this.#held > mostWaiting;
    return !this.#isFull;
  }

  /** Waits until all of it has reached the disk; false when it has not, and is gone. */
  async finish(): Promise<boolean> {
    try {
      const file = await this.#file;
      await this.#writing;
      if (!this.#isBroken) {
        // What the index names must be there, even if the power fails.
        await file.datasync();
        await file.close();
        return true;
      }
    } catch {
      // It is taken away below.
    }
    await this.abort();
    return false;
  }

  async abort(): Promise<void> {
    this.#break();
    await this.#writing;
    try {
      const file = await this.#file;
      await file.close();
    } catch {
      // It was never open, or is closed.
    }
    await unlink(this.path).catch(() => undefined);
  }

  async #writeAll(): Promise<void> {
    try {
      const file = await this.#file;
      while (this.#waiting.length > 0) {
        const chunks = this.#waiting;
        this.#waiting = [];
        for (const chunk of chunks) await writeWhole(file, chunk);
        this.#taken(chunks);
      }
    } catch {
      this.#break();
    } finally {
      this.#writing = undefined;
    }
  }

  #taken(chunks: readonly Uint8Array[]): void {
    for (const { byteLength } of chunks) this.#held -= byteLength;
    if (!this.#isFull || this.#held > mostWaiting / 2) return;
    this.#isFull = false;
    this.onReady?.();
  }

  /** Nothing more is written; whoever waits goes on, because others read what is not kept. */
  #break(): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#waiting = [];
    this.#held = 0;
    if (this.#isFull) this.onReady?.();
  }
}

async function made(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return open(path, 'wx', 0o600);
  }
}

async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) {
    const { bytesWritten } = await file.write(chunk, at, chunk.byteLength - at);
    at += bytesWritten;
  }
}
