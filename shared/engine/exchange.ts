import type { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead, ResponseHead } from '../http/head.ts';
import type { Timer } from '../platform/timers.ts';
import type { AttemptTimeouts } from '../platform/transport.ts';
import type { Target } from '../upstream/target.ts';
import type { Downstream } from './downstream.ts';
import type { Route } from './plan.ts';
import type { Ending } from './reply.ts';

/** Who asked: the nearest address that is not one of our trusted proxies. */
export interface Client {
  readonly address: string;
  /** 0 when the address was told by a proxy. */
  readonly port: number;
  /** Whether the peer is a trusted proxy, whose forwarding headers count. */
  readonly viaTrusted: boolean;
  /** Scheme and host as the client used them, by the word of a trusted proxy or else by the connection. */
  readonly scheme: 'http' | 'https';
  readonly host: string;
}

/** Ids that follow the request through other systems. */
export interface Trace {
  /** The correlation id: given by a trusted form of request header, else made here. */
  readonly id: string;
  /** W3C trace context sent upstream; `undefined` ids are not sent. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** Where the request goes. */
export interface Routing {
  readonly route: Route;
}

/** One try at one target. */
export interface Attempt {
  readonly target: Target;
  /** Name of the upstream that the target belongs to. */
  readonly upstream: string;
  /** Begun beside one under way that took long. */
  readonly isHedge: boolean;
  readonly startedAt: number;
  /** Milliseconds to the head of the answer, or to the failure. */
  tookMs: number;
  /** Status answered, or the fault that stood in its place. */
  status: number | undefined;
  fault: Fault | undefined;
  reused: boolean;
}

/** That a request went to another upstream than that of its route. */
export interface FallbackNote {
  /** The upstream of the route. */
  readonly from: string;
  /** What made the last change of upstream: a word of a fixed list, perhaps with a number or a code. */
  readonly reason: string;
}

/**
 * One request and its answer. Each slice is written by one phase and read-only for all later ones; the stage types
 * below say which slices are there.
 */
export class Exchange {
  readonly downstream: Downstream;
  readonly client: Client;
  /** A filter that names requests may put another in its place, before anything is sent. */
  trace: Trace;
  /** Milliseconds since the epoch, and on the monotonic clock. */
  readonly startedAt: number;
  readonly startedMono: number;
  /** The head as it came; never changed. */
  readonly received: RequestHead;
  /** The head as the upstream will see it; rewriting filters replace it. */
  request: RequestHead;
  /** The path that routing and policies look at: dot segments resolved, unreserved characters decoded. */
  readonly path: string;
  body: Body | null;
  /** Timeouts that a filter put in place of the upstream's own. */
  timeouts: Partial<AttemptTimeouts> | undefined = undefined;
  readonly routing: Routing | undefined = undefined;
  /** The tries in turn; once there is an answer, the last is the one it came from. */
  attempts: readonly Attempt[] = none;
  /** Set when another upstream took over. */
  fallback: FallbackNote | undefined = undefined;
  readonly response: ResponseHead | undefined = undefined;
  readonly fault: Fault | undefined = undefined;
  readonly ending: Ending | undefined = undefined;
  /** Set once the request is given up: the client left, or its time is over. Work that goes on must look here. */
  readonly aborted: Fault | undefined = undefined;
  /** What to do, or what to cancel, when the request is given up. Set by whoever waits for something outside. */
  onAbort: ((fault: Fault) => void) | { cancel(fault: Fault): void } | undefined = undefined;
  /** The end of the time the request has, if it has one. */
  deadline: Timer | undefined = undefined;
  /** Slot and value in turn: a request uses few of the many slots there are. */
  #values: unknown[] | undefined = undefined;

  constructor(arrival: Arrival) {
    this.downstream = arrival.downstream;
    this.client = arrival.client;
    this.trace = arrival.trace;
    this.startedAt = arrival.startedAt;
    this.startedMono = arrival.startedMono;
    this.received = arrival.head;
    this.request = arrival.head;
    this.path = arrival.path;
    this.body = arrival.body;
  }

  routed(routing: Routing): asserts this is Routed {
    (this as { routing: Routing }).routing = routing;
  }

  answered(response: ResponseHead): asserts this is Answered {
    (this as { response: ResponseHead }).response = response;
  }

  /** Notes a try that begins. */
  tried(attempt: Attempt): void {
    this.attempts = this.attempts.length === 0 ? [attempt] : [...this.attempts, attempt];
  }

  /** What the request failed with, for the log and the metrics. */
  failed(fault: Fault): void {
    (this as { fault: Fault }).fault = fault;
  }

  ended(ending: Ending): asserts this is Finished {
    (this as { ending: Ending }).ending = ending;
  }

  /**
   * A request of our own in the name of this one: of the same client, on the same route, with all that filters noted so
   * far. It is given up by itself.
   */
  branch(this: Routed, request: RequestHead, downstream: Downstream): Routed {
    const { client, trace, startedAt, startedMono, received, path, timeouts, routing } = this;
    const arrival = { downstream, client, trace, startedAt, startedMono, head: received, path, body: null };
    const branch: Exchange = new Exchange(arrival);
    branch.request = request;
    branch.timeouts = timeouts;
    branch.#values = (this as Exchange).#values?.slice();
    branch.routed(routing);
    return branch;
  }

  /** Gives the request up. The first reason stands. */
  abort(fault: Fault): void {
    if (this.aborted) return;
    (this as { aborted: Fault }).aborted = fault;
    this.breakOff(fault);
  }

  /** Breaks off what is waited for; the request goes on. */
  breakOff(fault: Fault): void {
    const { onAbort } = this;
    if (typeof onAbort === 'function') onAbort(fault);
    else onAbort?.cancel(fault);
  }

  get<T>(slot: Slot<T>): T | undefined {
    const values = this.#values;
    if (values === undefined) return undefined;
    for (let i = 0; i < values.length; i += 2) if (values[i] === slot) return values[i + 1] as T;
    return undefined;
  }

  set<T>(slot: Slot<T>, value: T): void {
    const values = this.#values;
    if (values === undefined) {
      this.#values = [slot, value];
      return;
    }
    for (let i = 0; i < values.length; i += 2) {
      if (values[i] !== slot) continue;
      values[i + 1] = value;
      return;
    }
    values.push(slot, value);
  }
}

/** What `accept` knows of a request. */
export interface Arrival {
  readonly downstream: Downstream;
  readonly client: Client;
  readonly trace: Trace;
  readonly startedAt: number;
  readonly startedMono: number;
  readonly head: RequestHead;
  readonly path: string;
  readonly body: Body | null;
}

/** An exchange whose route is known: what filters and handlers see. */
export type Routed = Exchange & { readonly routing: Routing };
/** An exchange that has a response, whose head may still be changed. */
export type Answered = Exchange & { readonly response: ResponseHead };
/** An exchange that is over, with how it ended. */
export type Finished = Exchange & { readonly ending: Ending };

/** A private place on the exchange, owned by whoever holds the slot. */
export interface Slot<T> {
  readonly type?: T;
}

/** Makes a place that only its holder can read and write. Made once per place in the configuration, never per request. */
export function slot<T>(): Slot<T> {
  return {};
}

const none: readonly never[] = [];
