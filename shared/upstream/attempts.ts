import type { Attempt, Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead, ResponseHead } from '../http/head.ts';
import type { Platform } from '../platform/platform.ts';
import type { AttemptTimeouts, UpstreamResponse } from '../platform/transport.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { pause } from './pause.ts';
import { ReplayableBody } from './replayable-body.ts';
import type { RetryBudget } from './retry-budget.ts';
import { backoffMs, type RetryFacts, type RetryPolicy, shouldRetry } from './retry-policy.ts';
import type { Target } from './target.ts';
import type { Upstream } from './upstream.ts';

/** What a proxying route tries with. Made once per route. */
export interface Forwarding {
  readonly upstream: Upstream;
  readonly timeouts: AttemptTimeouts;
  readonly retry: RetryPolicy;
  readonly budget: RetryBudget;
  readonly platform: Platform;
}

/** What is sent, the same at every try but for the Host. */
export interface Outgoing {
  head(target: Target): RequestHead;
  readonly upgrade: string | undefined;
}

/** An answer, and the target that still holds a place for it until it is released. */
export interface Taken {
  readonly response: UpstreamResponse;
  readonly target: Target;
  readonly outcome: Outcome;
}

/** Sends to one target after another until one answers, or none may be tried. Throws the last fault. */
export async function attempt(exchange: Routed, outgoing: Outgoing, forwarding: Forwarding): Promise<Taken> {
  const tries = new Tries(exchange, outgoing, forwarding);
  for (;;) {
    const taken = await tries.next();
    if (taken) return taken;
  }
}

/** The tries of one request. */
class Tries {
  readonly #exchange: Routed;
  readonly #outgoing: Outgoing;
  readonly #forwarding: Forwarding;
  readonly #tried: Target[] = [];
  readonly #replay: ReplayableBody | undefined;
  readonly #startedAt: number;
  #last: Fault | undefined;

  constructor(exchange: Routed, outgoing: Outgoing, forwarding: Forwarding) {
    this.#exchange = exchange;
    this.#outgoing = outgoing;
    this.#forwarding = forwarding;
    const { retry } = forwarding;
    const mayReplay = exchange.body !== null && retry.maxAttempts > 1 && outgoing.upgrade === undefined;
    this.#replay = mayReplay ? new ReplayableBody(exchange.body!, retry.maxReplayBytes) : undefined;
    this.#startedAt = forwarding.platform.clock.monotonic();
    forwarding.budget.noteRequest();
  }

  /** One try: its answer, or `undefined` when another try is due. */
  async next(): Promise<Taken | undefined> {
    if (this.#exchange.aborted) throw this.#giveUp(this.#exchange.aborted);
    const target = this.#pick();
    const attempt = this.#open(target);
    let response: UpstreamResponse;
    try {
      response = await this.#send(target);
    } catch (error) {
      await this.#recover(target, attempt, Fault.from(error));
      return undefined;
    }
    return this.#judge(target, attempt, response);
  }

  #pick(): Target {
    const { upstream } = this.#forwarding;
    const target =
      upstream.pick(this.#exchange, this.#tried) ??
      // Every target was tried: another round, but not at once to the one that just failed if there is a choice.
      upstream.pick(this.#exchange, this.#tried.slice(-1)) ??
      upstream.pick(this.#exchange, []);
    if (!target) throw this.#giveUp(this.#last ?? new Fault('no_healthy_target', { detail: upstream.name }));
    return target;
  }

  #open(target: Target): Attempt {
    this.#tried.push(target);
    const startedAt = this.#now();
    const attempt = { target, startedAt, tookMs: 0, status: undefined, fault: undefined, reused: false };
    this.#exchange.attempts.push(attempt);
    return attempt;
  }

  #send(target: Target): Promise<UpstreamResponse> {
    const exchange = this.#exchange;
    const { downstream } = exchange;
    const call = this.#forwarding.platform.transport.send({
      address: target.address,
      head: this.#outgoing.head(target),
      body: this.#body(),
      timeouts: this.#timeouts(),
      upgrade: this.#outgoing.upgrade,
      onInformation: (head: ResponseHead) => downstream.inform(head),
    });
    exchange.onAbort = (fault) => call.cancel(fault);
    return call.response;
  }

  #body(): Body | null {
    return this.#replay ? this.#replay.open() : this.#exchange.body;
  }

  #timeouts(): AttemptTimeouts {
    const { timeouts, retry } = this.#forwarding;
    const chosen = this.#exchange.timeouts ? { ...timeouts, ...this.#exchange.timeouts } : timeouts;
    const { perAttemptMs } = retry;
    if (perAttemptMs === undefined || perAttemptMs >= chosen.firstByteMs) return chosen;
    return { ...chosen, firstByteMs: perAttemptMs };
  }

  /** Takes the answer, unless its status calls for another try. */
  async #judge(target: Target, attempt: Attempt, response: UpstreamResponse): Promise<Taken | undefined> {
    const { status } = response.head;
    attempt.status = status;
    attempt.reused = response.reused;
    attempt.tookMs = this.#now() - attempt.startedAt;
    const outcome: Outcome = { kind: 'answered', status, tookMs: attempt.tookMs };
    const { retry } = this.#forwarding;
    if (!retry.retryableStatusCodes.has(status) || !this.#mayRetry({ status, unsent: false })) {
      this.#replay?.settle();
      return { response, target, outcome };
    }
    this.#release(target, outcome);
    response.body?.cancel(new Fault('upstream_bad_response', { detail: `retried after status ${status}` }));
    await this.#wait(response.head.headers.get('retry-after'));
    return undefined;
  }

  /** Lets the target go; waits for the next try, or throws when there is none. */
  async #recover(target: Target, attempt: Attempt, fault: Fault): Promise<void> {
    attempt.tookMs = this.#now() - attempt.startedAt;
    attempt.fault = fault;
    this.#last = fault;
    this.#release(target, outcomeOf(fault, attempt.tookMs, this.#exchange.body === null));
    if (!this.#mayRetry({ fault, unsent: fault.unsent })) throw this.#giveUp(fault);
    await this.#wait(undefined);
  }

  #mayRetry(about: Pick<RetryFacts, 'fault' | 'status' | 'unsent'>): boolean {
    const exchange = this.#exchange;
    if (exchange.aborted) return false;
    const { retry, budget, upstream } = this.#forwarding;
    // Without a policy of its own a route does not ask the same target twice.
    if (retry.unsentOnly && this.#tried.length >= upstream.targets.length) return false;
    return shouldRetry(retry, {
      ...about,
      attempts: this.#tried.length,
      method: exchange.request.method,
      isReplayable: exchange.body === null || (this.#replay?.canReplay ?? false),
      elapsedMs: this.#now() - this.#startedAt,
      budget,
    });
  }

  async #wait(retryAfter: string | undefined): Promise<void> {
    const { retry, platform, budget } = this.#forwarding;
    budget.noteRetry();
    await pause(this.#exchange, platform.timers, backoffMs(retry, this.#tried.length, platform, retryAfter));
    if (this.#exchange.aborted) throw this.#giveUp(this.#exchange.aborted);
  }

  #release(target: Target, outcome: Outcome): void {
    this.#forwarding.upstream.release(this.#exchange, target, outcome);
  }

  #giveUp(fault: Fault): Fault {
    this.#replay?.discard(fault);
    return fault;
  }

  #now(): number {
    return this.#forwarding.platform.clock.monotonic();
  }
}
