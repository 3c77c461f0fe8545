import { Fault } from '../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../shared/http/body.ts';
import type { ByteRange } from '../../shared/http/range.ts';
import type { StoredFile } from '../../shared/platform/file-source.ts';
import { noteRead } from '../sockets/bulk-garbage.ts';
import type { Descriptor } from './descriptor.ts';
import type { FileState } from './file-state.ts';

/** Bytes of one read: large enough that asking costs little beside sending. */
const chunkBytes = 128 * 1024;

/** A file that is read piece by piece, as fast as it is taken. */
export class OpenFile implements StoredFile {
  readonly content = undefined;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly lastModified: string;
  readonly #descriptor: Descriptor;

  constructor(descriptor: Descriptor, { size, etag, modifiedAt, lastModified }: FileState) {
    this.#descriptor = descriptor;
    this.size = size;
    this.etag = etag;
    this.modifiedAt = modifiedAt;
    this.lastModified = lastModified;
  }

  read(range: ByteRange | undefined): Body {
    if (!range) return new FileBody(this.#descriptor, 0, this.size, true);
    return new FileBody(this.#descriptor, range.first, range.last + 1, false);
  }

  close(): void {
    this.#descriptor.close();
  }
}

class FileBody implements Body {
  readonly length: number;
  readonly #descriptor: Descriptor;
  readonly #end: number;
  readonly #closesAfter: boolean;
  #at: number;
  #sink: BodySink | undefined;
  #isWaiting = false;
  #isReading = false;
  #isOver = false;

  constructor(descriptor: Descriptor, start: number, end: number, closesAfter: boolean) {
    this.#descriptor = descriptor;
    this.#at = start;
    this.#end = end;
    this.#closesAfter = closesAfter;
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
    this.#isOver = true;
    if (this.#closesAfter) this.#descriptor.close();
  }
}
