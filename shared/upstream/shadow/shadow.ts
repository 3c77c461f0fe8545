import type { Routed } from '../../engine/exchange.ts';
import { tapBody } from '../../http/tapped-body.ts';
import { type BreakerState, CircuitBreaker } from '../health/circuit-breaker.ts';
import type { Leg } from '../leg.ts';
import type { ProxiedRequest } from '../proxied-request.ts';
import { BodyCopy } from './body-copy.ts';
import { noShadows, type ShadowCounts } from './shadow-counts.ts';
import { shadowMark } from './shadow-mark.ts';
import { ShadowTrip } from './shadow-trip.ts';

/** Which requests are copied, and within which bounds. */
export interface ShadowOptions {
  /** Share of the requests, in percent. */
  readonly percentage: number;
  /** Only requests with this field; its name in lower case. */
  readonly sampleHeader: { readonly name: string; readonly value: string } | undefined;
  /** Methods that are copied; all when empty. */
  readonly methods: ReadonlySet<string>;
  /** From the beginning of a copy to the end of its answer. */
  readonly timeoutMs: number;
  /** Requests with a body are copied too. */
  readonly bufferBody: boolean;
  readonly maxBodyBytes: number;
  /** Copies under way at once. */
  readonly maxInFlight: number;
}

/**
 * Sends copies of a route's requests to another upstream, whose answers nobody sees. Nothing that happens here reaches
 * the request itself: what would cost too much is not copied, and counted.
 */
export class Shadow {
  readonly leg: Leg;
  readonly counts: ShadowCounts = noShadows();
  readonly timeoutMs: number;
  readonly #options: ShadowOptions;
  readonly #breaker = new CircuitBreaker(breakerOptions);
  #inFlight = 0;

  constructor(leg: Leg, options: ShadowOptions) {
    this.leg = leg;
    this.timeoutMs = options.timeoutMs;
    this.#options = options;
  }

  /** Copies under way, those included whose body is still being read. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether copies are held back because too many failed. */
  get breaker(): BreakerState {
    return this.#breaker.state(this.#now());
  }

  /**
   * Copies the request if it is to be. To be called once, before its body is used; what comes back is to be told when the
   * request is over.
   */
  copy(exchange: Routed, request: ProxiedRequest): BodyCopy | undefined {
    if (!this.#isChosen(exchange, request)) return undefined;
    const { body } = exchange;
    const { bufferBody, maxBodyBytes, maxInFlight } = this.#options;
    if (body && (!bufferBody || (body.length ?? 0) > maxBodyBytes)) {
      this.counts.skippedBody += 1;
      return undefined;
    }
    if (this.#inFlight >= maxInFlight) {
      this.counts.skippedBusy += 1;
      return undefined;
    }
    const trip = new ShadowTrip(this, exchange, request);
    exchange.downstream.background(trip.over);
    if (!body) {
      trip.send(null);
      return undefined;
    }
    const copy = new BodyCopy(trip, maxBodyBytes);
    exchange.body = tapBody(body, copy);
    return copy;
  }

  /** Takes a place for a copy. */
  enter(): void {
    this.#inFlight += 1;
  }

  /** Gives the place back. */
  leave(): void {
    this.#inFlight -= 1;
  }

  /** Whether a copy may be sent now; each that is must be told the end of. */
  mayBegin(trip: object): boolean {
    if (!this.#breaker.mayEnter(this.#now())) return false;
    this.#breaker.enter(trip);
    return true;
  }

  /** A copy was answered, or not. */
  ended(trip: object, failed: boolean): void {
    this.#breaker.leave(trip, failed, this.#now());
  }

  #isChosen({ received, request }: Routed, { upgrade }: ProxiedRequest): boolean {
    const { sampleHeader, methods, percentage } = this.#options;
    const { headers } = received;
    // A copy of a copy could go round in circles.
    if (upgrade !== undefined || headers.has(shadowMark)) return false;
    if (methods.size > 0 && !methods.has(request.method)) return false;
    if (sampleHeader && headers.get(sampleHeader.name) !== sampleHeader.value) return false;
    return percentage >= 100 || this.leg.platform.random.next() * 100 < percentage;
  }

  #now(): number {
    return this.leg.platform.clock.monotonic();
  }
}

/** Five failures in a row, and there are no copies for half a minute; then one decides. */
const breakerOptions = { failureThreshold: 5, successThreshold: 1, timeoutMs: 30_000, halfOpenMaxRequests: 1 };
