import type { Body } from '../http/body.ts';
import type { ResponseHead } from '../http/head.ts';
import type { Tunnel } from '../platform/transport.ts';
import type { Exchange } from './exchange.ts';
import type { Plan } from './plan.ts';
import type { Ending, Reply, Sendable } from './reply.ts';

/** A reply on its way to the client, and what happens when it is through. */
export class Delivery implements Sendable {
  readonly head: ResponseHead;
  readonly body: Body | null;
  readonly tunnel: Tunnel | undefined;
  readonly #plan: Plan;
  readonly #exchange: Exchange;
  readonly #onFinished: OnFinished;
  #isFinished = false;

  constructor(plan: Plan, exchange: Exchange, reply: Reply, onFinished: OnFinished) {
    this.head = reply.head;
    this.body = reply.body;
    this.tunnel = reply.tunnel;
    this.#plan = plan;
    this.#exchange = exchange;
    this.#onFinished = onFinished;
  }

  finished(ending: Ending): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#onFinished(this.#plan, this.#exchange, ending);
  }
}

/** Made once, not per request. */
type OnFinished = (plan: Plan, exchange: Exchange, ending: Ending) => void;
