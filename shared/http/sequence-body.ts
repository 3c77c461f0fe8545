import type { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from './body.ts';

/** Makes one part of a {@link SequenceBody} when its turn comes. */
export type MakeBody = () => Body;

/** Several bodies as one, each made and started when the one before it has ended. */
export class SequenceBody implements Body, BodySink {
  readonly length: number;
  readonly #parts: readonly MakeBody[];
  #at = 0;
  #current: Body | undefined;
  #sink: BodySink | undefined;
  #isWaiting = false;
  #isOver = false;

  /** `length` is the sum of the lengths of the parts. */
  constructor(parts: readonly MakeBody[], length: number) {
    this.#parts = parts;
    this.length = length;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#next();
  }

  resume(): void {
    if (this.#isOver) return;
    this.#isWaiting = false;
    if (this.#current) this.#current.resume();
    else this.#next();
  }

  cancel(fault: Fault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#current?.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    const goesOn = this.#sink!.write(chunk);
    if (!goesOn) this.#isWaiting = true;
    return goesOn;
  }

  end(): void {
    this.#current = undefined;
    // A part that needs no more room ends although it was asked to wait; the next one must not begin.
    if (!this.#isWaiting && !this.#isOver) this.#next();
  }

  fail(fault: Fault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sink!.fail(fault);
  }

  #next(): void {
    const make = this.#parts[this.#at];
    this.#at += 1;
    if (make) {
      this.#current = make();
      this.#current.start(this);
      return;
    }
    this.#isOver = true;
    this.#sink!.end();
  }
}
