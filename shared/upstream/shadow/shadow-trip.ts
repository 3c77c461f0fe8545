import type { Routed } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { Body } from '../../http/body.ts';
import type { Timer } from '../../platform/timers.ts';
import type { UpstreamCall, UpstreamResponse } from '../../platform/transport.ts';
import { type Outcome, outcomeOf } from '../outcome.ts';
import type { ProxiedRequest } from '../proxied-request.ts';
import type { Target } from '../target.ts';
import { AnswerDrain } from './answer-drain.ts';
import type { Shadow } from './shadow.ts';
import type { ShadowCounts } from './shadow-counts.ts';
import { shadowMark } from './shadow-mark.ts';

type Skipped = Extract<keyof ShadowCounts, `skipped${string}`>;

/** One copy of a request: out, and its answer thrown away. Never throws. */
export class ShadowTrip {
  /** Settles when all of it is over; never rejects. */
  readonly over: Promise<void>;
  readonly #shadow: Shadow;
  readonly #exchange: Routed;
  readonly #request: ProxiedRequest;
  #target: Target | undefined;
  #call: UpstreamCall | undefined;
  #timer: Timer | undefined;
  #startedAt = 0;
  #settle!: () => void;

  constructor(shadow: Shadow, exchange: Routed, request: ProxiedRequest) {
    this.#shadow = shadow;
    this.#exchange = exchange;
    this.#request = request;
    shadow.enter();
    this.over = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Sends the copy, with this body. */
  send(body: Body | null): void {
    const shadow = this.#shadow;
    if (!shadow.mayBegin(this)) {
      this.skip('skippedUnavailable');
      return;
    }
    try {
      this.#target = shadow.leg.upstream.pick(this.#exchange, []);
      if (this.#target) this.#begin(this.#target, body);
    } catch (error) {
      this.#end('failed', Fault.from(error));
      return;
    }
    if (this.#target) return;
    shadow.ended(this, true);
    this.skip('skippedUnavailable');
  }

  /** There will be no copy. */
  skip(why: Skipped): void {
    this.#shadow.counts[why] += 1;
    this.#leave();
  }

  #begin(target: Target, body: Body | null): void {
    const { leg, timeoutMs, counts } = this.#shadow;
    const { clock, timers, transport } = leg.platform;
    const headers = this.#request.headers.copy();
    headers.set(shadowMark, 'true');
    counts.sent += 1;
    this.#startedAt = clock.monotonic();
    this.#timer = timers.after(timeoutMs, () => {
      this.#call?.cancel(new Fault('total_timeout', { detail: `${timeoutMs} ms` }));
    });
    this.#call = transport.send({
      address: target.address,
      head: this.#request.head(target, leg, headers),
      body,
      timeouts: leg.timeouts,
      upgrade: undefined,
      informed: undefined,
    });
    this.#call.response.then(
      (response) => this.#answered(response),
      (error: unknown) => this.#failed(Fault.from(error)),
    );
  }

  #answered({ head, body, tunnel }: UpstreamResponse): void {
    const outcome: Outcome = { kind: 'answered', status: head.status, tookMs: this.#took() };
    tunnel?.cancel(new Fault('client_left'));
    if (!body) {
      this.#end('answered', outcome);
      return;
    }
    body.start(new AnswerDrain(body, (fault) => this.#drained(outcome, fault)));
  }

  #drained(outcome: Outcome, fault: Fault | undefined): void {
    if (fault) this.#failed(fault);
    else this.#end('answered', outcome);
  }

  #failed(fault: Fault): void {
    this.#end(fault.status === 504 ? 'timedOut' : 'failed', fault);
  }

  #end(how: 'answered' | 'timedOut' | 'failed', why: Outcome | Fault): void {
    const shadow = this.#shadow;
    const outcome = why instanceof Fault ? outcomeOf(why, this.#took(), true) : why;
    shadow.counts[how] += 1;
    shadow.ended(this, how !== 'answered');
    if (this.#target) shadow.leg.upstream.release(this.#exchange, this.#target, outcome);
    this.#target = undefined;
    this.#leave();
  }

  #leave(): void {
    this.#timer?.cancel();
    this.#shadow.leave();
    this.#settle();
  }

  #took(): number {
    return this.#shadow.leg.platform.clock.monotonic() - this.#startedAt;
  }
}
