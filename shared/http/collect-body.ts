import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from './body.ts';

/**
 * The whole of a body, in memory. Rejects with `payload_too_large` past `limit` bytes, letting go of the body,
 * and with the fault of the body when that breaks off. Never settles when someone else cancels the body.
 */
export function collectBody(body: Body, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const collector = new Collector(body, limit, resolve, reject);
    if (body.length !== undefined && body.length > limit) collector.refuse();
    else body.start(collector);
  });
}

/** Smallest buffer to begin with. An announced length is not believed beyond it until the bytes are there. */
const firstBytes = 16 * 1024;
const nothing: Uint8Array = new Uint8Array(0);

class Collector implements BodySink {
  readonly #body: Body;
  readonly #limit: number;
  readonly #resolve: (content: Uint8Array) => void;
  readonly #reject: (fault: Fault) => void;
  #buffer = nothing;
  #filled = 0;
  #refused = false;

  constructor(body: Body, limit: number, resolve: (content: Uint8Array) => void, reject: (fault: Fault) => void) {
    this.#body = body;
    this.#limit = limit;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  // Copied rather than kept: a small chunk may be a view of a large buffer, and many of them would hold many of those.
  write(chunk: Uint8Array): boolean {
    if (this.#refused) return false;
    const filled = this.#filled + chunk.byteLength;
    if (filled > this.#limit) {
      this.refuse();
      return false;
    }
    if (this.#filled === 0 && filled === this.#body.length) this.#buffer = chunk.slice();
    else {
      if (filled > this.#buffer.byteLength) this.#grow(filled);
      this.#buffer.set(chunk, this.#filled);
    }
    this.#filled = filled;
    return true;
  }

  end(): void {
    if (!this.#refused) this.#resolve(this.#buffer.subarray(0, this.#filled));
  }

  fail(fault: Fault): void {
    if (!this.#refused) this.#reject(fault);
  }

  refuse(): void {
    const fault = new Fault('payload_too_large', { detail: `more than ${this.#limit} bytes` });
    this.#refused = true;
    this.#buffer = nothing;
    this.#body.cancel(fault);
    this.#reject(fault);
  }

  #grow(needed: number): void {
    const announced = Math.min(this.#body.length ?? firstBytes, firstBytes);
    const size = Math.min(this.#limit, Math.max(needed, announced, this.#buffer.byteLength * 2));
    const larger = new Uint8Array(size);
    larger.set(this.#buffer.subarray(0, this.#filled));
    this.#buffer = larger;
  }
}
