import type { Routed } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import { isIdempotent } from '../../http/idempotent.ts';
import type { Timer } from '../../platform/timers.ts';
import { Attempts } from '../attempts.ts';
import type { Leg } from '../leg.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import type { Outgoing } from '../outgoing.ts';
import type { Taken, TriesOwner } from '../taken.ts';
import type { Fallback } from './fallback.ts';

/**
 * The way of one request from upstream to upstream: each is tried once at most, in the order of the configuration, and
 * only while sending the request again is safe.
 */
export class FallbackHops {
  readonly #exchange: Routed;
  readonly #outgoing: Outgoing;
  readonly #fallback: Fallback;
  readonly #first: Leg;
  #leg: Leg;
  #timer: Timer | undefined;
  #begun = 1;
  /** Place in the list of the upstreams that were neither tried nor passed over. */
  #next = 0;

  constructor(exchange: Routed, outgoing: Outgoing, first: Leg, fallback: Fallback) {
    this.#exchange = exchange;
    this.#outgoing = outgoing;
    this.#fallback = fallback;
    this.#first = first;
    this.#leg = first;
    if (!fallback.triggers.onHealthFailure || first.upstream.isHealthy()) return;
    const next = this.#look();
    if (next >= 0) this.#hop(next, unhealthy);
  }

  /** Called once. */
  start(owner: TriesOwner): void {
    this.#run().then(
      (taken) => owner.taken(taken),
      (error: unknown) => owner.failed(Fault.from(error)),
    );
  }

  async #run(): Promise<Taken> {
    for (;;) {
      const taken = await this.#try();
      if (taken) return taken;
    }
  }

  /** The answer of one upstream, or `undefined` when it is the turn of the next. */
  async #try(): Promise<Taken | undefined> {
    const isLast = this.#look() < 0;
    const attempts = new Attempts(this.#exchange, this.#outgoing, this.#leg, isLast);
    if (isLast) return attempts.run();
    const startedAt = this.#now();
    this.#watch(attempts);
    try {
      const taken = await attempts.run();
      this.#timer?.cancel();
      return await this.#judge(taken);
    } catch (error) {
      this.#timer?.cancel();
      const fault = Fault.from(error);
      const reason = attempts.stopped ? this.#late(startedAt) : this.#reasonOf(fault);
      if (!this.#goesOn(reason, attempts.wasSent)) {
        this.#outgoing.discard(fault);
        throw fault;
      }
      return undefined;
    }
  }

  /** Breaks off tries that take too long, if the request may be sent elsewhere. */
  #watch(attempts: Attempts): void {
    const { onLatencyThresholdMs } = this.#fallback.triggers;
    if (onLatencyThresholdMs === undefined) return;
    this.#timer = this.#first.platform.timers.after(onLatencyThresholdMs, () => {
      if (!this.#maySend(true) || this.#look() < 0) return;
      // A client that is slow to send says nothing about the upstream.
      if (!this.#outgoing.isReceived) this.#watch(attempts);
      else attempts.stop(new Fault('upstream_first_byte_timeout', { detail: `more than ${onLatencyThresholdMs} ms` }));
    });
  }

  /** Takes the answer, unless it calls for another upstream. */
  async #judge(taken: Taken): Promise<Taken | undefined> {
    const { triggers, inspect } = this.#fallback;
    const { status } = taken.response.head;
    if (triggers.onErrorCodes.has(status)) {
      if (!this.#goesOn(`error_code_${status}`, true)) return this.#take(taken);
      const fault = new Fault('upstream_bad_response', { detail: `another upstream after status ${status}` });
      this.#drop(taken, taken.outcome, fault);
      return undefined;
    }
    if (!inspect || !this.#maySend(true)) return this.#take(taken);
    const seen = await inspect(taken, this.#exchange);
    if (!('fault' in seen)) return this.#take({ ...taken, response: seen });
    const { fault, reason } = seen;
    this.#drop(taken, outcomeOf(fault, taken.outcome.tookMs), fault);
    this.#exchange.attempts.at(-1)!.fault = fault;
    if (this.#goesOn(reason, true)) return undefined;
    throw fault;
  }

  #take(taken: Taken): Taken {
    this.#outgoing.settle();
    return taken;
  }

  #drop({ response, upstream, target }: Taken, outcome: Outcome, fault: Fault): void {
    upstream.release(this.#exchange, target, outcome);
    response.body?.cancel(fault);
    response.tunnel?.cancel(fault);
  }

  #reasonOf({ code, source }: Fault): string | undefined {
    const { onHealthFailure, onConnectionError } = this.#fallback.triggers;
    if (code === 'no_healthy_target') return onHealthFailure ? unhealthy : undefined;
    const isOfUpstream = source === 'upstream' && code !== 'total_timeout';
    return onConnectionError && isOfUpstream ? `connection_error_${code}` : undefined;
  }

  #late(startedAt: number): string {
    const observed = Math.round(this.#now() - startedAt);
    return `latency_threshold_${observed}ms_exceeded_${this.#fallback.triggers.onLatencyThresholdMs}ms`;
  }

  /** Turns to the next upstream if there is a reason, it is safe, and there is one. */
  #goesOn(reason: string | undefined, wasSent: boolean): boolean {
    if (reason === undefined || !this.#maySend(wasSent)) return false;
    const next = this.#look();
    if (next < 0) return false;
    this.#hop(next, reason);
    return true;
  }

  /** Whether the request may be sent once more: the same rules as for a retry. */
  #maySend(wasSent: boolean): boolean {
    if (this.#exchange.aborted || !this.#outgoing.canReplay) return false;
    return !wasSent || this.#fallback.retryNonIdempotent || isIdempotent(this.#exchange.request.method);
  }

  /** Place of the next upstream in the list; -1 when there is none. */
  #look(): number {
    const { legs, maxUpstreams } = this.#fallback;
    if (this.#begun >= maxUpstreams) return -1;
    for (let at = this.#next; at < legs.length; at += 1) {
      const { leg, skipIfUnhealthy } = legs[at]!;
      // A filter may have begun with an upstream of the list.
      if (leg.upstream === this.#first.upstream) continue;
      if (!skipIfUnhealthy || leg.upstream.isHealthy()) return at;
    }
    return -1;
  }

  #hop(at: number, reason: string): void {
    this.#leg = this.#fallback.legs[at]!.leg;
    this.#next = at + 1;
    this.#begun += 1;
    this.#exchange.fallback = { from: this.#first.upstream.name, reason };
  }

  #now(): number {
    return this.#first.platform.clock.monotonic();
  }
}

const unhealthy = 'health_check_failed';
