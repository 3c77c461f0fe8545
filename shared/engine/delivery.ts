import type { Body } from '../http/body.ts';
import type { ResponseHead } from '../http/head.ts';
import type { Tunnel } from '../platform/transport.ts';
import type { Exchange } from './exchange.ts';
import type { Ending, Reply, Sendable } from './reply.ts';

/** A reply on its way to the client, and what happens when it is through. */
export class Delivery implements Sendable {
  readonly head: ResponseHead;
  readonly body: Body | null;
  readonly tunnel: Tunnel | undefined;
  readonly #exchange: Exchange;
  readonly #finish: (exchange: Exchange, ending: Ending) => void;
  #isFinished = false;

  constructor(exchange: Exchange, reply: Reply, finish: (exchange: Exchange, ending: Ending) => void) {
    this.head = reply.head;
    this.body = reply.body;
    this.tunnel = reply.tunnel;
    this.#exchange = exchange;
    this.#finish = finish;
  }

  finished(ending: Ending): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#finish(this.#exchange, ending);
  }
}
