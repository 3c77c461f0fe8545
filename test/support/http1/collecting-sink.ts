import { Buffer } from 'node:buffer';
import type { Fault } from '../../../shared/errors/fault.ts';
import type { BodySink } from '../../../shared/http/body.ts';
import type { HeaderList } from '../../../shared/http/header-list.ts';

/** Takes a body in and remembers how it ended. */
export class CollectingSink implements BodySink {
  text = '';
  ending: 'open' | 'end' | 'fail' = 'open';
  fault: Fault | undefined = undefined;
  trailers: [string, string][] = [];
  /** What `write` answers. */
  hasRoom = true;
  /** Settles when the body has ended, however it did. */
  readonly done: Promise<void>;
  #settle: () => void = () => {};

  constructor() {
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  write(chunk: Uint8Array): boolean {
    if (this.ending !== 'open') throw new Error(`write after ${this.ending}`);
    this.text += Buffer.from(chunk).toString('latin1');
    return this.hasRoom;
  }

  end(trailers?: HeaderList): void {
    if (this.ending !== 'open') throw new Error(`end after ${this.ending}`);
    this.ending = 'end';
    this.#settle();
    this.trailers = trailers === undefined ? [] : [...trailers];
  }

  fail(fault: Fault): void {
    if (this.ending !== 'open') throw new Error(`fail after ${this.ending}`);
    this.ending = 'fail';
    this.#settle();
    this.fault = fault;
  }
}
