import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead, ResponseHead } from '../http/head.ts';
import type { Platform } from '../platform/platform.ts';
import type { Tunnel } from '../platform/transport.ts';
import { accept, check, listenerOf } from './accept.ts';
import type { Downstream } from './downstream.ts';
import type { Exchange, Finished, Routed } from './exchange.ts';
import { faultReply } from './fault-reply.ts';
import type { Verdict } from './filter.ts';
import { finish } from './finish.ts';
import type { Replier } from './handler.ts';
import { letGo } from './let-go.ts';
import { limitRequestBody } from './limit-request-body.ts';
import { pickRoute } from './pick-route.ts';
import type { Plan } from './plan.ts';
import type { Ending, Reply, Sendable, TakeReply } from './reply.ts';
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

  /** Answers a request: `take` gets the reply, once, perhaps before this returns. Whatever fails becomes a reply. */
  serve(head: RequestHead, body: Body | null, downstream: Downstream, take: TakeReply): void {
    const plan = this.#plan;
    const exchange = this.#open(plan, head, body, downstream);
    const life = new Life(plan, exchange, take, this.#onFinished);
    life.begin(this.#platform, this.#underWay > plan.limits.maxInFlight);
  }

  /** The same, by a promise. Never rejects. */
  handle(head: RequestHead, body: Body | null, downstream: Downstream): Promise<Sendable> {
    return new Promise((resolve) => this.serve(head, body, downstream, resolve));
  }

  /** The answer to a request too malformed to be handled; it is logged like any other. */
  refuse(fault: Fault, head: RequestHead, downstream: Downstream): Sendable {
    const plan = this.#plan;
    const life = new Life(plan, this.#open(plan, head, null, downstream), ignore, this.#onFinished);
    life.failed(fault);
    return life;
  }

  #open(plan: Plan, head: RequestHead, body: Body | null, downstream: Downstream): Exchange {
    const exchange = accept(plan, this.#platform.clock, head, body, downstream);
    this.#underWay += 1;
    plan.use?.enter();
    downstream.pending = exchange;
    return exchange;
  }

  readonly #onFinished = (plan: Plan, exchange: Exchange, ending: Ending): void => {
    this.#underWay -= 1;
    exchange.ended(ending);
    finish(plan, exchange as Finished);
    plan.use?.leave();
  };
}

/** The life of one request, top to bottom. Whatever fails on the way becomes a reply. */
class Life implements Replier, Sendable {
  head!: ResponseHead;
  body: Body | null = null;
  tunnel: Tunnel | undefined = undefined;
  readonly #plan: Plan;
  readonly #exchange: Exchange;
  readonly #take: TakeReply;
  readonly #onFinished: OnFinished;
  #stage: 'open' | 'answered' | 'finished' = 'open';

  constructor(plan: Plan, exchange: Exchange, take: TakeReply, onFinished: OnFinished) {
    this.#plan = plan;
    this.#exchange = exchange;
    this.#take = take;
    this.#onFinished = onFinished;
  }

  /** From the head to the verdict of the filters. */
  begin(platform: Platform, isOverloaded: boolean): void {
    const exchange: Exchange = this.#exchange;
    try {
      if (isOverloaded) throw new Fault('overloaded', { detail: 'max-in-flight-requests' });
      check(exchange, this.#plan.limits);
      const route = pickRoute(listenerOf(this.#plan, exchange.downstream), exchange);
      exchange.routed({ route });
      checkUpgrade(exchange, route);
      limitRequestBody(exchange, route.maxBodyBytes);
      if (route.totalMs !== undefined) startDeadline(exchange, platform, route.totalMs);
      // Only what is a promise is waited for: each wait costs as much as a phase.
      const asked = askFilters(exchange as Routed, route);
      if (asked instanceof Promise) asked.then((verdict) => this.#decide(verdict)).catch(this.#onError());
      else this.#decide(asked);
    } catch (error) {
      this.failed(Fault.from(error));
    }
  }

  /** What a filter answers goes before what the route does. */
  #decide(verdict: Verdict): void {
    const exchange = this.#exchange as Routed;
    if (exchange.aborted) throw letGo(verdict, exchange.aborted);
    const { handler } = exchange.routing.route;
    if (verdict) {
      this.reply(verdict);
      return;
    }
    if (handler.answerTo) {
      handler.answerTo(exchange, this);
      return;
    }
    const answer = handler.answer(exchange);
    if (answer instanceof Promise) answer.then((reply) => this.reply(reply), this.#onError());
    else this.reply(answer);
  }

  /** The answer is there, whoever gave it: it goes through the response filters. */
  reply(answer: Reply): void {
    const exchange = this.#exchange as Routed;
    try {
      const finished = finishResponse(exchange, exchange.routing.route, answer);
      if (finished instanceof Promise) finished.then((reply) => this.#deliver(reply)).catch(this.#onError());
      else this.#deliver(finished);
    } catch (error) {
      this.failed(Fault.from(error));
    }
  }

  /** There is no answer: the error page takes its place, through the response filters if the request got to a route. */
  failed(fault: Fault): void {
    const exchange: Exchange = this.#exchange;
    exchange.failed(fault);
    if (this.#stage !== 'open') return;
    const reply = faultReply(this.#plan, exchange, fault);
    const route = exchange.routing?.route;
    if (!route) {
      this.#deliver(reply);
      return;
    }
    // A hook that fails over an error reply must not hide the error: the reply goes without the hooks.
    const goBare = (): void => this.#deliver(faultReply(this.#plan, exchange, fault));
    let finished: Reply | Promise<Reply>;
    try {
      finished = finishResponse(exchange as Routed, route, reply);
    } catch {
      goBare();
      return;
    }
    if (finished instanceof Promise) finished.then((it) => this.#deliver(it), goBare);
    else this.#deliver(finished);
  }

  /** Hands the reply to the adapter, which sends it. */
  #deliver({ head, body, tunnel }: Reply): void {
    const exchange: Exchange = this.#exchange;
    if (!head.headers.has('x-correlation-id')) head.headers.append('x-correlation-id', exchange.trace.id);
    exchange.answered(head);
    this.head = head;
    this.body = body;
    this.tunnel = tunnel;
    this.#stage = 'answered';
    this.#take(this);
  }

  /** The last byte is sent, or the sending broke off. */
  finished(ending: Ending): void {
    if (this.#stage === 'finished') return;
    this.#stage = 'finished';
    this.#onFinished(this.#plan, this.#exchange, ending);
  }

  #onError(): (error: unknown) => void {
    return (error) => this.failed(Fault.from(error));
  }
}

/** Made once, not per request. */
type OnFinished = (plan: Plan, exchange: Exchange, ending: Ending) => void;

function startDeadline(exchange: Exchange, { timers }: Platform, totalMs: number): void {
  const late = (): void => exchange.abort(new Fault('total_timeout', { detail: `${totalMs} ms` }));
  exchange.deadline = timers.after(totalMs, late);
}

function ignore(): void {}
