import { Fault } from '../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../shared/http/body.ts';
import { noteRead } from '../sockets/bulk-garbage.ts';
import type { Descriptor } from './descriptor.ts';

/** A part of an open file, read piece by piece as fast as it is taken. */
export class FileBody implements Body {
  readonly length: number;
  readonly #descriptor: Descriptor;
  readonly #end: number;
  readonly #onFinish: (() => void) | undefined;
  #at: number;
  #sink: BodySink | undefined;
  #isWaiting = false;
  #isReading = false;
  #isOver = false;

  /** `end` is the byte behind the last. `onFinish` is called once, when nothing more is read. */
  constructor(descriptor: Descriptor, start: number, end: number, onFinish?: () => void) {
    this.#descriptor = descriptor;
    this.#at = start;
    this.#end = end;
    this.#onFinish = onFinish;
    this.length = end - start;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#next();
  }

  resume(): void {
    if (!this.#isWaiting || this.#isOver) return;
    this.#isWaiting = false;
    this.#next();
  }

  cancel(_fault: Fault): void {
    this.#finish();
  }

  #next(): void {
    if (this.#at >= this.#end) {
      this.#finish();
      this.#sink!.end();
      return;
    }
    if (this.#isReading) return;
    this.#isReading = true;
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, this.#end - this.#at));
    this.#descriptor.read(buffer, this.#at, (count, error) => this.#onRead(buffer, count, error));
  }

  #onRead(buffer: Uint8Array, count: number | undefined, error: unknown): void {
    this.#isReading = false;
    if (this.#isOver) return;
    if (count === undefined || count === 0) {
      this.#finish();
      const detail = error === null ? 'a file became shorter while it was sent' : String(error);
      this.#sink!.fail(new Fault('internal', { detail, cause: error }));
      return;
    }
    noteRead(count);
    this.#at += count;
    const goesOn = this.#sink!.write(count === buffer.byteLength ? buffer : buffer.subarray(0, count));
    if (this.#isOver) return;
    // The last byte is sent: the end needs no room.
    if (goesOn || this.#at >= this.#end) this.#next();
    else this.#isWaiting = true;
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onFinish?.();
  }
}

/** Bytes of one read: large enough that asking costs little beside sending. */
const chunkBytes = 128 * 1024;
