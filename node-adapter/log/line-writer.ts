import type { Buffer } from 'node:buffer';
import { closeSync, write, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers';
import { LineBuffer } from './line-buffer.ts';
import type { LogFile } from './log-file.ts';

/** Longest a line waits for others to be written with it. */
const longestWaitMs = 200;
/** Wait before a stream whose reader is behind is tried again. */
const retryMs = 50;
/** Bytes that wait for a slow disk or reader; lines beyond them are dropped and counted. */
const maxWaiting = 8 * 1024 * 1024;

/** Gathers lines and writes them in batches, without ever making the caller wait or fail. */
export class LineWriter {
  readonly file: LogFile;
  /** Lines lost so far, for want of room or because writing failed. */
  dropped = 0;
  readonly #batchBytes: number;
  /** Lines go into one buffer while the other is being written. */
  #waiting: LineBuffer;
  #other: LineBuffer;
  #timer: NodeJS.Timeout | undefined = undefined;
  /** What is being written now. */
  #batch: Buffer | undefined = undefined;
  /** Bytes at which what waits is written: the least that one of the waiting lines asks for. */
  #due = Number.POSITIVE_INFINITY;
  #untold = 0;
  #isClosing = false;
  /** Where it is written to, and whether that file has been put aside meanwhile. */
  #batchFile = -1;
  #aside: number | undefined = undefined;

  /** With `batchBytes` of 0, lines are written as soon as the one before is. */
  constructor(file: LogFile, batchBytes: number) {
    this.file = file;
    this.#batchBytes = batchBytes;
    this.#waiting = new LineBuffer(batchBytes);
    this.#other = new LineBuffer(batchBytes);
  }

  /** Adds a line, without its line break. Its own batch may be smaller than that of the others. */
  line(text: string, batchBytes: number = this.#batchBytes): void {
    const waiting = this.#waiting;
    if (waiting.size + text.length > maxWaiting) {
      this.#lose(1);
      return;
    }
    waiting.add(text);
    this.#due = Math.min(this.#due, batchBytes);
    if (waiting.size >= this.#due) this.#flush();
    else this.#timer ??= setTimeout(this.#onTimer, longestWaitMs).unref();
  }

  /** Writes what waits before it returns, for the end of the process; a batch already on its way ends by itself. */
  flushNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tellLoss();
    const { bytes, lines } = this.#waiting;
    try {
      // To put the file aside would close it under a batch on its way.
      if (this.#batch === undefined) this.file.makeRoom(bytes.length);
      for (let at = 0; at < bytes.length; ) at += writeSync(this.file.descriptor, bytes, at);
    } catch {
      this.#lose(lines);
    }
    this.#waiting.clear();
  }

  /** Opens the file anew, because another program has put it aside. What is on its way still goes to the old one. */
  reopen(): void {
    try {
      const before = this.file.reopen();
      if (before === undefined) return;
      // Closed under a write on its way, its number could be that of a client's connection when the write is done.
      if (this.#batch !== undefined && this.#batchFile === before) this.#aside = before;
      else closeSync(before);
    } catch {
      // The old file is still open and still written to; the next signal tries again.
    }
  }

  /** Writes what waits, then closes the file. */
  close(): void {
    this.#isClosing = true;
    if (this.#batch === undefined) this.#end();
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    this.#flush();
  };

  #flush(): void {
    if (this.#batch !== undefined || this.#waiting.size === 0) return;
    this.#tellLoss();
    const waiting = this.#waiting;
    this.#waiting = this.#other;
    this.#other = waiting;
    this.#due = Number.POSITIVE_INFINITY;
    this.#batch = waiting.bytes;
    try {
      this.file.makeRoom(this.#batch.length);
    } catch {
      // It could not be put aside; the lines go where they went before.
    }
    this.#batchFile = this.file.descriptor;
    this.#write(0);
  }

  #tellLoss(): void {
    if (this.#untold === 0) return;
    this.#waiting.add(`{"level":"warn","message":"log lines were lost","lines":${this.#untold}}`);
    // Should it be lost too, it is none of those to be counted.
    this.#waiting.lines -= 1;
    this.#untold = 0;
  }

  #write(at: number): void {
    const batch = this.#batch!;
    write(this.#batchFile, batch, at, batch.length - at, null, (error, written) => {
      if (error?.code === 'EAGAIN') setTimeout(() => this.#write(at), retryMs);
      else if (error) this.#written(this.#other.lines);
      else if (at + written < batch.length) this.#write(at + written);
      else this.#written(0);
    });
  }

  #written(lost: number): void {
    this.#lose(lost);
    this.#batch = undefined;
    this.#other.clear();
    this.#closeAside();
    if (this.#isClosing) this.#end();
    else if (this.#waiting.size >= this.#due) this.#flush();
    else if (this.#waiting.size > 0) this.#timer ??= setTimeout(this.#onTimer, longestWaitMs).unref();
  }

  #closeAside(): void {
    const aside = this.#aside;
    this.#aside = undefined;
    if (aside !== undefined) closeSync(aside);
  }

  #end(): void {
    this.flushNow();
    this.file.close();
  }

  #lose(lines: number): void {
    this.dropped += lines;
    this.#untold += lines;
  }
}
