import type { Attempt, Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import { isIdempotent } from '../http/idempotent.ts';
import type { AttemptTimeouts, Receiver, UpstreamCall, UpstreamResponse } from '../platform/transport.ts';
import { HedgedTry } from './hedging/hedged-try.ts';
import type { Leg } from './leg.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Outgoing } from './outgoing.ts';
import { pause } from './pause.ts';
import { backoffMs, type RetryFacts, shouldRetry } from './retry-policy.ts';
import type { Taken, TriesOwner } from './taken.ts';
import type { Target } from './target.ts';

/** The tries of one request at the targets of one upstream: one after another until one answers, or none may be tried. */
export class Attempts implements Receiver {
  readonly exchange: Routed;
  readonly outgoing: Outgoing;
  readonly leg: Leg;
  #tried: readonly Target[] = none;
  readonly #isLast: boolean;
  readonly #startedAt: number;
  #owner!: TriesOwner;
  #attempt!: Attempt;
  #last: Fault | undefined;
  #stopped: Fault | undefined;
  #wasSent = false;
  /** Whether the next try is at a target of its own after one that got nothing of the request. */
  #isElsewhere = false;

  /** `isLast`: nobody sends the request after these tries, so that its body need not be kept any longer. */
  constructor(exchange: Routed, outgoing: Outgoing, leg: Leg, isLast = true) {
    this.exchange = exchange;
    this.outgoing = outgoing;
    this.leg = leg;
    this.#isLast = isLast;
    this.#startedAt = this.#now();
    leg.budget.noteRequest(this.#startedAt);
    leg.hedging?.noteRequest();
  }

  /** Whether a target may have seen the request. */
  get wasSent(): boolean {
    return this.#wasSent;
  }

  /** What ended the tries from outside. */
  get stopped(): Fault | undefined {
    return this.#stopped;
  }

  /** Breaks off the try under way and makes no more. */
  stop(fault: Fault): void {
    this.#stopped = fault;
    this.exchange.breakOff(fault);
  }

  /** Tries; called once. The owner may be told before this returns. */
  start(owner: TriesOwner): void {
    this.#owner = owner;
    this.#try();
  }

  /** The same, by a promise: rejects with the last fault when no try gave an answer. */
  run(): Promise<Taken> {
    return new Promise((taken, failed) => this.start({ taken, failed }));
  }

  /** The try under way is answered. */
  answered(response: UpstreamResponse): void {
    let taken: Taken | undefined;
    try {
      taken = this.#judge(response);
    } catch (error) {
      this.#owner.failed(Fault.from(error));
      return;
    }
    if (taken) this.#owner.taken(taken);
    else this.#tryAfter(this.#wait(response.head.headers.get('retry-after')));
  }

  /** The try under way has no answer. */
  failed(fault: Fault): void {
    this.#tryAfter(this.#recover(fault));
  }

  /** A try beside the one under way, at a target that was not tried yet; `undefined` when there may be none. */
  beside(): Attempt | undefined {
    const { upstream, retry } = this.leg;
    if (this.#tried.length >= retry.maxAttempts || this.exchange.aborted || this.#stopped) return undefined;
    const target = upstream.pick(this.exchange, this.#tried);
    return target && this.begin(target, true);
  }

  /** Notes a try at a target that was picked. */
  begin(target: Target, isHedge: boolean): Attempt {
    const isFirst = this.#tried.length === 0;
    const startedAt = isFirst ? this.#startedAt : this.#now();
    this.#tried = isFirst ? [target] : [...this.#tried, target];
    const attempt: Attempt = {
      target,
      upstream: this.leg.upstream.name,
      isHedge,
      startedAt,
      tookMs: 0,
      status: undefined,
      fault: undefined,
      reused: false,
    };
    this.exchange.tried(attempt);
    return attempt;
  }

  /** Sends one try. */
  call({ target, isHedge }: Attempt, body: Body | null): UpstreamCall {
    const call = this.leg.platform.transport.send({
      address: target.address,
      head: this.outgoing.head(target, this.leg),
      body,
      timeouts: this.#timeouts(),
      upgrade: this.outgoing.upgrade,
      informed: isHedge ? undefined : this.exchange.downstream,
    });
    this.leg.upstream.carry(this.exchange, target, call);
    return call;
  }

  /** Notes how a try ended that is not the one to be judged, and lets its target go. */
  lost(attempt: Attempt, end: { readonly fault?: Fault; readonly response?: UpstreamResponse }): void {
    const { fault, response } = end;
    this.#wasSent = true;
    attempt.tookMs = this.#now() - attempt.startedAt;
    attempt.fault = fault;
    attempt.status = response?.head.status;
    this.#release(attempt.target, this.#outcomeOf(attempt));
  }

  /** The outcome of the try to be judged is that of this one. */
  decide(attempt: Attempt): void {
    this.#attempt = attempt;
    const { attempts } = this.exchange;
    if (attempts.at(-1) === attempt) return;
    this.exchange.attempts = [...attempts.filter((each) => each !== attempt), attempt];
  }

  #try(): void {
    try {
      this.#goOn();
      this.#attempt = this.begin(this.#pick(), false);
    } catch (error) {
      this.#owner.failed(Fault.from(error));
      return;
    }
    try {
      this.#send();
    } catch (error) {
      this.failed(Fault.from(error));
    }
  }

  #tryAfter(wait: Promise<void>): void {
    wait.then(
      () => this.#try(),
      (error: unknown) => this.#owner.failed(Fault.from(error)),
    );
  }

  #goOn(): void {
    const fault = this.exchange.aborted ?? this.#stopped;
    if (fault) throw this.#giveUp(fault);
  }

  #pick(): Target {
    const { upstream } = this.leg;
    const target =
      upstream.pick(this.exchange, this.#tried) ??
      // Every target was tried: another round, but not at once to the one that just failed if there is a choice.
      upstream.pick(this.exchange, this.#tried.slice(-1)) ??
      upstream.pick(this.exchange, []);
    if (!target) throw this.#giveUp(this.#last ?? new Fault('no_healthy_target', { detail: upstream.name }));
    return target;
  }

  #send(): void {
    const call = this.#mayHedge()
      ? new HedgedTry(this, this.#attempt, this.leg.hedging!).race
      : this.call(this.#attempt, this.outgoing.body(this.leg));
    this.exchange.onAbort = call;
    call.tell(this);
  }

  #mayHedge(): boolean {
    const { hedging } = this.leg;
    return hedging !== undefined && this.outgoing.upgrade === undefined && isIdempotent(this.exchange.request.method);
  }

  #timeouts(): AttemptTimeouts {
    const { timeouts, retry } = this.leg;
    const chosen = this.exchange.timeouts ? { ...timeouts, ...this.exchange.timeouts } : timeouts;
    const { perAttemptMs } = retry;
    if (perAttemptMs === undefined || perAttemptMs >= chosen.firstByteMs) return chosen;
    return { ...chosen, firstByteMs: perAttemptMs };
  }

  /** Takes the answer, unless its status calls for another try. */
  #judge(response: UpstreamResponse): Taken | undefined {
    const { status } = response.head;
    const attempt = this.#attempt;
    this.#wasSent = true;
    attempt.status = status;
    attempt.reused = response.reused;
    attempt.tookMs = this.#now() - attempt.startedAt;
    const outcome: Outcome = { kind: 'answered', status, tookMs: attempt.tookMs };
    const { retry, upstream, hedging } = this.leg;
    if (status < 500) hedging?.noteLatency(attempt.tookMs);
    if (!this.#stopped && !(retry.retryableStatusCodes.has(status) && this.#mayRetry({ status, unsent: false }))) {
      if (this.#isLast) this.outgoing.settle();
      return { response, upstream, target: attempt.target, outcome };
    }
    this.#release(attempt.target, outcome);
    response.body?.cancel(new Fault('upstream_bad_response', { detail: `retried after status ${status}` }));
    return undefined;
  }

  /** Lets the target go; waits for the next try, or throws when there is none. */
  async #recover(fault: Fault): Promise<void> {
    const attempt = this.#attempt;
    if (!fault.unsent) this.#wasSent = true;
    attempt.tookMs = this.#now() - attempt.startedAt;
    attempt.fault = fault;
    this.#last = fault;
    this.#release(attempt.target, this.#outcomeOf(attempt));
    if (!this.#mayRetry({ fault, unsent: fault.unsent })) throw this.#giveUp(fault);
    await this.#wait(undefined);
  }

  #outcomeOf({ fault, status, tookMs }: Attempt): Outcome {
    if (fault) return outcomeOf(fault, tookMs, this.exchange.body === null);
    return status === undefined ? { kind: 'client-left', tookMs } : { kind: 'answered', status, tookMs };
  }

  #mayRetry(about: Pick<RetryFacts, 'fault' | 'status' | 'unsent'>): boolean {
    const { exchange } = this;
    if (exchange.aborted || this.#stopped) return false;
    const { retry, budget, upstream } = this.leg;
    // Without a policy of its own a route does not ask the same target twice.
    if (retry.unsentOnly && this.#tried.length >= upstream.targets.length) return false;
    // Each target still gets the request once at most, so that no load is multiplied.
    this.#isElsewhere = about.unsent && upstream.hasOther(this.#tried);
    return shouldRetry(retry, {
      ...about,
      attempts: this.#tried.length,
      method: exchange.request.method,
      isReplayable: this.outgoing.canReplay,
      elapsedMs: this.#now() - this.#startedAt,
      budget: this.#isElsewhere ? boundless : budget,
    });
  }

  async #wait(retryAfter: string | undefined): Promise<void> {
    this.#goOn();
    const { retry, platform, budget } = this.leg;
    if (this.#isElsewhere) return;
    budget.noteRetry();
    await pause(this.exchange, platform.timers, backoffMs(retry, this.#tried.length, platform, retryAfter));
    this.#goOn();
  }

  #release(target: Target, outcome: Outcome): void {
    this.leg.upstream.release(this.exchange, target, outcome);
  }

  #giveUp(fault: Fault): Fault {
    if (this.#isLast) this.outgoing.discard(fault);
    return fault;
  }

  #now(): number {
    return this.leg.platform.clock.monotonic();
  }
}

const boundless = { hasRoom: () => true };
const none: readonly never[] = [];
