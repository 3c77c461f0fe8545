import { readSync } from 'node:fs';
import { Fault } from '../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../shared/http/body.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { Descriptor } from '../files/descriptor.ts';
import { FileBody } from '../files/file-body.ts';
import { noteRead } from '../sockets/bulk-garbage.ts';

/** A part up to this size is read at once where the system is likely to have it in memory. */
const mostAtOnce = 128 * 1024;

/** The open file of a kept body, which any number of readers share. It closes when it was let go and none is left. */
export class KeptFile {
  readonly #descriptor: Descriptor;
  #readers = 0;
  #isLetGo = false;
  /** It was read to an end since it was opened, so that the system has it in memory, most likely. */
  #isWarm = false;

  constructor(descriptor: Descriptor) {
    this.#descriptor = descriptor;
  }

  /** A part of it, not started. */
  body(first: number, length: number): Body {
    return new KeptFileBody(this, first, length);
  }

  /** A reader that must be started; `undefined` when the file is closed by now. */
  open(first: number, length: number): FileBody | undefined {
    if (this.#isLetGo && this.#readers === 0) return undefined;
    this.#readers += 1;
    return new FileBody(this.#descriptor, first, first + length, () => this.#left());
  }

  /**
   * A small part as it is, without a turn of the event loop: handing the read to another thread and back costs several times
   * what the copy does. `undefined` where it had better be read beside other work.
   */
  now(first: number, length: number): Uint8Array | undefined {
    if (!this.#isWarm || this.#isLetGo || length > mostAtOnce) return undefined;
    const bytes = Buffer.allocUnsafeSlow(length);
    try {
      if (readSync(this.#descriptor.number, bytes, 0, length, first) !== length) return undefined;
    } catch {
      // The other way of reading tells what is wrong.
      return undefined;
    }
    noteRead(length);
    return bytes;
  }

  letGo(): void {
    if (this.#isLetGo) return;
    this.#isLetGo = true;
    if (this.#readers === 0) this.#descriptor.close();
  }

  #left(): void {
    this.#readers -= 1;
    this.#isWarm = true;
    if (this.#isLetGo && this.#readers === 0) this.#descriptor.close();
  }
}

/** Counts as a reader from its start to its end. */
class KeptFileBody implements Body {
  readonly length: number;
  readonly #file: KeptFile;
  readonly #first: number;
  #reader: Body | undefined;

  constructor(file: KeptFile, first: number, length: number) {
    this.#file = file;
    this.#first = first;
    this.length = length;
  }

  start(sink: BodySink): void {
    const bytes = this.#file.now(this.#first, this.length);
    this.#reader = bytes ? new BytesBody(bytes) : this.#file.open(this.#first, this.length);
    if (this.#reader) this.#reader.start(sink);
    else sink.fail(new Fault('internal', { detail: 'a kept body was dropped long before it was sent' }));
  }

  resume(): void {
    this.#reader?.resume();
  }

  cancel(fault: Fault): void {
    this.#reader?.cancel(fault);
  }
}
