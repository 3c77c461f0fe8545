import type { Downstream, Pending } from '../engine/downstream.ts';
import type { Finished, Routed } from '../engine/exchange.ts';
import type { Handler } from '../engine/handler.ts';
import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { RequestHead, ResponseHead } from '../http/head.ts';
import type { Timer, Timers } from '../platform/timers.ts';

/**
 * One fetch from the origin for the cache, in the name of the request that was first to need it. It has an exchange of
 * its own, so that it can outlive that request, and ends by itself: whoever uses it calls `finish` exactly once.
 */
export class OriginFetch {
  readonly exchange: Routed;
  readonly #handler: Handler;
  readonly #downstream: FetchDownstream;
  readonly #deadline: Timer | undefined;
  #isFinished = false;

  constructor(handler: Handler, first: Routed, request: RequestHead, timers: Timers) {
    this.#handler = handler;
    this.#downstream = new FetchDownstream(first.downstream);
    this.exchange = first.branch(request, this.#downstream);
    const { totalMs } = first.routing.route;
    if (totalMs === undefined) return;
    const late = (): void => this.abort(new Fault('total_timeout', { detail: `${totalMs} ms` }));
    this.#deadline = timers.after(totalMs, late);
  }

  /** The answer of the origin. Throws what the route's handler throws; the fetch is finished then. */
  async answer(): Promise<Reply> {
    try {
      return await this.#handler.answer(this.exchange);
    } catch (error) {
      const fault = Fault.from(error);
      this.finish(fault);
      throw fault;
    } finally {
      this.#downstream.isQuiet = true;
    }
  }

  /** No client waits for it from the start. */
  silence(): void {
    this.#downstream.isQuiet = true;
  }

  /** Nobody waits for the answer any more. */
  abort(fault: Fault): void {
    this.exchange.abort(fault);
  }

  /** The last byte came, or none will come any more. */
  finish(fault: Fault | undefined): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#deadline?.cancel();
    this.exchange.onAbort = undefined;
    this.exchange.ended({ bytesSent: undefined, bytesReceived: 0, fault });
    this.#handler.finish?.(this.exchange as Finished);
  }
}

/** The first client stands behind it only until its own answer begins: nothing may be sent into the midst of that. */
class FetchDownstream implements Downstream {
  readonly listener: string;
  readonly peerAddress: string;
  readonly peerPort: number;
  readonly localPort: number;
  readonly secure: boolean;
  pending: Pending | undefined = undefined;
  isQuiet = false;
  readonly #first: Downstream;

  constructor(first: Downstream) {
    this.#first = first;
    this.listener = first.listener;
    this.peerAddress = first.peerAddress;
    this.peerPort = first.peerPort;
    this.localPort = first.localPort;
    this.secure = first.secure;
  }

  background(work: Promise<unknown>): void {
    this.#first.background(work);
  }

  inform(head: ResponseHead): void {
    if (!this.isQuiet) this.#first.inform(head);
  }
}
