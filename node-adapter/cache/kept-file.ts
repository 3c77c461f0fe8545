import { Fault } from '../../shared/errors/fault.ts';
import type { Body, BodySink } from '../../shared/http/body.ts';
import type { Descriptor } from '../files/descriptor.ts';
import { FileBody } from '../files/file-body.ts';

/** The open file of a kept body, which any number of readers share. It closes when it was let go and none is left. */
export class KeptFile {
  readonly #descriptor: Descriptor;
  #readers = 0;
  #isLetGo = false;

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

  letGo(): void {
    if (this.#isLetGo) return;
    this.#isLetGo = true;
    if (this.#readers === 0) this.#descriptor.close();
  }

  #left(): void {
    this.#readers -= 1;
    if (this.#isLetGo && this.#readers === 0) this.#descriptor.close();
  }
}

/** Counts as a reader from its start to its end. */
class KeptFileBody implements Body {
  readonly length: number;
  readonly #file: KeptFile;
  readonly #first: number;
  #reader: FileBody | undefined;

  constructor(file: KeptFile, first: number, length: number) {
    this.#file = file;
    this.#first = first;
    this.length = length;
  }

  start(sink: BodySink): void {
    this.#reader = this.#file.open(this.#first, this.length);
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
