import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead } from '../http/head.ts';
import type { Platform } from '../platform/platform.ts';
import { accept, check, listenerOf } from './accept.ts';
import { Delivery } from './delivery.ts';
import type { Downstream } from './downstream.ts';
import { errorReply } from './error-reply.ts';
import type { Exchange, Finished, Routed } from './exchange.ts';
import { finish } from './finish.ts';
import { letGo } from './let-go.ts';
import { limitRequestBody } from './limit-request-body.ts';
import { pickRoute } from './pick-route.ts';
import type { Plan } from './plan.ts';
import type { Ending, Reply, Sendable } from './reply.ts';
import { askFilters } from './request-filters.ts';
import { finishResponse } from './response-filters.ts';
import { checkUpgrade } from './upgrade.ts';

/** Serves requests by the plan it holds. One per process or isolate. */
export class Engine {
  #plan: Plan;
  #underWay = 0;
  readonly #platform: Platform;

  constructor(plan: Plan, platform: Platform) {
    this.#plan = plan;
    this.#platform = platform;
  }

  /** Requests accepted and not yet finished. */
  get underWay(): number {
    return this.#underWay;
  }

  /** New requests use the new plan; those under way keep theirs. */
  replace(plan: Plan): void {
    this.#plan.use?.retire();
    this.#plan = plan;
  }

  /** The life of a request, top to bottom. Never rejects: whatever fails becomes a reply. */
  async handle(head: RequestHead, body: Body | null, downstream: Downstream): Promise<Sendable> {
    const plan = this.#plan;
    const exchange: Exchange = this.#open(plan, head, body, downstream);
    let reply: Reply;
    try {
      if (this.#underWay > plan.limits.maxInFlight) throw new Fault('overloaded', { detail: 'max-in-flight-requests' });
      check(exchange, plan.limits);
      const route = pickRoute(listenerOf(plan, downstream), exchange);
      exchange.routed({ route });
      checkUpgrade(exchange, route);
      limitRequestBody(exchange, route.maxBodyBytes);
      if (route.totalMs !== undefined) this.#startDeadline(exchange, route.totalMs);
      // Only what is a promise is waited for: each wait costs as much as a phase.
      const asked = askFilters(exchange as Routed, route);
      const verdict = asked instanceof Promise ? await asked : asked;
      if (exchange.aborted) throw letGo(verdict, exchange.aborted);
      const answer = verdict ?? route.handler.answer(exchange as Routed);
      const answered = answer instanceof Promise ? await answer : answer;
      const finished = finishResponse(exchange as Routed, route, answered);
      reply = finished instanceof Promise ? await finished : finished;
    } catch (error) {
      reply = await failed(plan, exchange, Fault.from(error));
    }
    return this.#deliver(plan, exchange, reply);
  }

  /** The answer to a request too malformed to be handled; it is logged like any other. */
  refuse(fault: Fault, head: RequestHead, downstream: Downstream): Sendable {
    const plan = this.#plan;
    const exchange: Exchange = this.#open(plan, head, null, downstream);
    exchange.failed(fault);
    return this.#deliver(plan, exchange, replyTo(plan, exchange, fault));
  }

  #open(plan: Plan, head: RequestHead, body: Body | null, downstream: Downstream): Exchange {
    const exchange = accept(plan, this.#platform.clock, head, body, downstream);
    this.#underWay += 1;
    plan.use?.enter();
    const leave = (fault: Fault): void => exchange.abort(fault);
    downstream.onLeave = leave;
    return exchange;
  }

  #startDeadline(exchange: Exchange, totalMs: number): void {
    const fault = () => new Fault('total_timeout', { detail: `${totalMs} ms` });
    exchange.deadline = this.#platform.timers.after(totalMs, () => exchange.abort(fault()));
  }

  #deliver(plan: Plan, exchange: Exchange, reply: Reply): Sendable {
    const { headers } = reply.head;
    if (!headers.has('x-correlation-id')) headers.append('x-correlation-id', exchange.trace.id);
    exchange.answered(reply.head);
    return new Delivery(plan, exchange, reply, this.#onFinished);
  }

  readonly #onFinished = (plan: Plan, exchange: Exchange, ending: Ending): void => {
    this.#underWay -= 1;
    exchange.ended(ending);
    finish(plan, exchange as Finished);
    plan.use?.leave();
  };
}

/** The reply for a request that failed, through the response hooks of its route if it got that far. */
async function failed(plan: Plan, exchange: Exchange, fault: Fault): Promise<Reply> {
  exchange.failed(fault);
  const reply = replyTo(plan, exchange, fault);
  const route = exchange.routing?.route;
  if (!route) return reply;
  try {
    return await finishResponse(exchange as Routed, route, reply);
  } catch {
    // A hook that fails over an error reply must not hide the error: the reply goes without the hooks.
    return replyTo(plan, exchange, fault);
  }
}

function replyTo(plan: Plan, exchange: Exchange, fault: Fault): Reply {
  const route = exchange.routing?.route;
  if (route?.handler.error && !route.errorStyle.pages.has(fault.status)) {
    return route.handler.error(exchange as Routed, fault);
  }
  return errorReply(fault, {
    id: exchange.trace.id,
    head: exchange.received,
    style: route?.errorStyle ?? plan.errorStyle,
    now: exchange.startedAt,
  });
}
