import { Buffer } from 'node:buffer';
import { write, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers';
import type { LogFile } from './log-file.ts';

/** Longest a line waits for others to be written with it. */
const longestWaitMs = 200;
/** Wait before a stream whose reader is behind is tried again. */
const retryMs = 50;
/** Characters that wait for a slow disk or reader; lines beyond them are dropped and counted. */
const maxWaiting = 8 * 1024 * 1024;

/** Gathers lines and writes them in batches, without ever making the caller wait or fail. */
export class LineWriter {
  readonly file: LogFile;
  /** Lines lost so far, for want of room or because writing failed. */
  dropped = 0;
  readonly #batchChars: number;
  #waiting = '';
  #waitingLines = 0;
  #timer: NodeJS.Timeout | undefined = undefined;
  /** What is being written now. */
  #batch: Buffer | undefined = undefined;
  #batchLines = 0;
  #untold = 0;
  #isClosing = false;

  /** With `batchBytes` of 0, lines are written as soon as the one before is. */
  constructor(file: LogFile, batchBytes: number) {
    this.file = file;
    this.#batchChars = batchBytes;
  }

  /** Adds a line, without its line break. */
  line(text: string): void {
    if (this.#waiting.length + text.length > maxWaiting) {
      this.#lose(1);
      return;
    }
    this.#waiting += `${text}\n`;
    this.#waitingLines += 1;
    if (this.#waiting.length >= this.#batchChars) this.#flush();
    else this.#timer ??= setTimeout(this.#onTimer, longestWaitMs).unref();
  }

  /** Writes what waits before it returns, for the end of the process; a batch already on its way ends by itself. */
  flushNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = Buffer.from(this.#take());
    try {
      this.file.makeRoom(bytes.length);
      for (let at = 0; at < bytes.length; ) at += writeSync(this.file.descriptor, bytes, at);
    } catch {
      this.#lose(this.#batchLines);
    }
  }

  /** Opens the file anew, because another program has put it aside. */
  reopen(): void {
    try {
      this.file.reopen();
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
    if (this.#batch !== undefined || this.#waiting === '') return;
    this.#batchLines = this.#waitingLines;
    this.#batch = Buffer.from(this.#take());
    try {
      this.file.makeRoom(this.#batch.length);
    } catch {
      // It could not be put aside; the lines go where they went before.
    }
    this.#write(0);
  }

  #take(): string {
    const loss = this.#untold === 0 ? '' : `{"level":"warn","message":"log lines were lost","lines":${this.#untold}}\n`;
    const text = loss + this.#waiting;
    this.#untold = 0;
    this.#waiting = '';
    this.#waitingLines = 0;
    return text;
  }

  #write(at: number): void {
    const batch = this.#batch!;
    write(this.file.descriptor, batch, at, batch.length - at, null, (error, written) => {
      if (error?.code === 'EAGAIN') setTimeout(() => this.#write(at), retryMs);
      else if (error) this.#written(this.#batchLines);
      else if (at + written < batch.length) this.#write(at + written);
      else this.#written(0);
    });
  }

  #written(lost: number): void {
    this.#lose(lost);
    this.#batch = undefined;
    if (this.#isClosing) this.#end();
    else if (this.#waiting.length >= this.#batchChars) this.#flush();
    else if (this.#waiting !== '') this.#timer ??= setTimeout(this.#onTimer, longestWaitMs).unref();
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
