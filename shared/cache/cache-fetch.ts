import { letGo } from '../engine/let-go.ts';
import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import { HeaderList } from '../http/header-list.ts';
import type { KeptResponse } from './cache-store.ts';
import type { CachedRequest } from './cached-request.ts';
import type { EntryHead } from './entry.ts';
import { renewedHead } from './entry-head.ts';
import { firstReply } from './first-reply.ts';
import { Flight, type Landing } from './flight.ts';
import { isFailure, isKeptBack, keepReply } from './keep-reply.ts';
import { OriginFetch } from './origin-fetch.ts';
import { currentAgeMs, type Timing } from './policy/age.ts';
import { helpsOnError } from './policy/reuse.ts';
import { confirms, fetchFields, refreshFields } from './policy/validation.ts';
import { unionOf, variedBy } from './policy/vary.ts';

/** How a fetch is made. */
interface FetchOptions {
  readonly kept: KeptResponse | undefined;
  /** Others may join it. */
  readonly isListed: boolean;
  /** No client waits for it. */
  readonly isRefresh: boolean;
}

/** One fetch from the origin into the cache: what comes is judged, kept, and told to those who wait. */
export class CacheFetch {
  readonly #request: CachedRequest;
  readonly #flight: Flight;
  readonly #options: FetchOptions;
  #kept: KeptResponse | undefined;

  private constructor(request: CachedRequest, options: FetchOptions) {
    const { key, url } = request.address;
    this.#request = request;
    this.#options = options;
    this.#kept = options.kept;
    this.#flight = new Flight({ key, url, startedAt: request.now(), variant: (names) => request.variant(names) });
    request.parts.cache.flights.add(this.#flight, options.isListed);
  }

  /** Fetches for a request and for all who come to want the same meanwhile. */
  static lead(request: CachedRequest, kept: KeptResponse | undefined): Promise<Reply> {
    return new CacheFetch(request, { kept, isListed: request.parts.cache.collapses, isRefresh: false }).#answer();
  }

  /** Fetches for one request, beside a fetch that takes too long. */
  static alone(request: CachedRequest, kept: KeptResponse | undefined): Promise<Reply> {
    return new CacheFetch(request, { kept, isListed: false, isRefresh: false }).#answer();
  }

  /** Fetches what is kept anew, for later requests, unless that is being done. */
  static refresh(request: CachedRequest, kept: KeptResponse): void {
    const { cache } = request.parts;
    const key = request.entryKey(request.names);
    if (!cache.refreshes.begin(key, request.now())) return;
    const fetch = new CacheFetch(request, { kept, isListed: cache.collapses, isRefresh: true });
    request.exchange.downstream.background(fetch.#fly().finally(() => cache.refreshes.end(key)));
  }

  #answer(): Promise<Reply> {
    const { exchange } = this.#request;
    return new Promise((resolve, reject) => {
      const onLanded = (landing: Landing, origin?: OriginFetch): void => {
        exchange.onAbort = undefined;
        if (origin) noteAttempts(this.#request, origin);
        if (landing.kind === 'failed') {
          this.#request.note(this.#options.kept ? 'expired' : 'miss');
          reject(landing.fault);
        } else resolve(firstReply(this.#request, landing, this.#options.kept));
      };
      const abort = (fault: Fault): void => {
        this.#flight.leave(onLanded, fault);
        reject(fault);
      };
      exchange.onAbort = abort;
      this.#flight.lead(onLanded);
      exchange.downstream.background(this.#fly());
    });
  }

  /** From the question to the last byte. Never rejects. */
  async #fly(): Promise<void> {
    const { parts, exchange } = this.#request;
    const { platform } = parts.cache;
    const requestAt = this.#request.now();
    const origin = new OriginFetch(parts.handler, exchange, this.#head(), platform.timers);
    const abandon = (fault: Fault): void => origin.abort(fault);
    if (this.#options.isRefresh) origin.silence();
    else this.#flight.onAbandoned = abandon;
    try {
      const reply = await origin.answer();
      await this.#judge(reply, origin, { requestAt, responseAt: this.#request.now() });
    } catch (error) {
      const fault = Fault.from(error);
      origin.finish(fault);
      this.#failed(fault, origin);
    }
  }

  #head() {
    const { exchange, address } = this.#request;
    const { headers } = exchange.request;
    const stored = this.#kept && new HeaderList(this.#kept.head.fields.slice());
    const fields = this.#options.isRefresh && stored ? refreshFields(headers, stored) : fetchFields(headers, stored);
    return { ...exchange.request, query: address.query, headers: fields };
  }

  async #judge(reply: Reply, origin: OriginFetch, timing: Timing): Promise<void> {
    const kept = this.#kept;
    const { status, headers } = reply.head;
    if (kept && status === 304) {
      letGo(reply, new Fault('client_left'));
      origin.finish(undefined);
      if (confirms(headers, new HeaderList(kept.head.fields.slice())))
        return this.#confirmed(kept, headers, timing, origin);
      // It is about something else: what is kept is gone, and the question is asked without it.
      await this.#request.parts.cache.store.delete(this.#request.entryKey(this.#request.names));
      this.#kept = undefined;
      return this.#fly();
    }
    if (kept && isFailure(status) && this.#helps(kept)) {
      letGo(reply, new Fault('client_left'));
      origin.finish(undefined);
      return this.#land(this.#landingOf(kept, false, status), origin);
    }
    return keepReply({ request: this.#request, flight: this.#flight, origin, kept }, reply, timing);
  }

  async #confirmed(kept: KeptResponse, came: HeaderList, timing: Timing, origin: OriginFetch): Promise<void> {
    const { cache, options } = this.#request.parts;
    const head = renewedHead(kept.head, came, timing, options);
    const key = this.#request.entryKey(this.#request.names);
    const isForOne = !this.#staysAsItIs(head);
    if (isForOne) {
      cache.unshared.note(this.#request.address.key, timing.responseAt);
      await cache.store.delete(key);
    }
    // A purge that came meanwhile is not undone by what the origin said before it.
    else if (!this.#flight.isOutdated) await cache.store.renew(key, kept.head.id, head);
    const renewed: KeptResponse = {
      ...{ kind: 'response', head, length: kept.length, isOutdated: false },
      body: (range) => kept.body(range),
    };
    this.#land({ ...this.#landingOf(renewed, true, 304), isForOne }, origin);
  }

  /** Whether a response that still holds is still for others, and told apart by the same fields. */
  #staysAsItIs({ status, fields }: EntryHead): boolean {
    const headers = new HeaderList(fields.slice());
    const { names } = this.#request;
    const varied = variedBy(headers);
    return varied !== '*' && unionOf(names, varied) === names && !isKeptBack(this.#request, { status, headers });
  }

  #failed(fault: Fault, origin: OriginFetch): void {
    const kept = this.#kept;
    const helps = kept && fault.source === 'upstream' && this.#helps(kept);
    this.#land(helps ? this.#landingOf(kept, false, undefined) : { kind: 'failed', fault }, origin);
  }

  #land(landing: Landing, origin: OriginFetch): void {
    this.#request.parts.cache.flights.land(this.#flight, landing, origin);
  }

  #landingOf(kept: KeptResponse, isConfirmed: boolean, status: number | undefined): Landing & { kind: 'kept' } {
    const { names } = this.#request;
    const chosenBy = { names, variant: this.#request.variant(names) };
    return { kind: 'kept', kept, isConfirmed, isForOne: false, status, chosenBy };
  }

  #helps({ head, isOutdated }: KeptResponse): boolean {
    const ageMs = currentAgeMs(head.terms.initialAgeMs, head.responseAt, this.#request.now());
    return !isOutdated && helpsOnError(head.terms, ageMs, this.#request.asked);
  }
}

/** The log of the request in whose name it was fetched tells of the tries. */
function noteAttempts({ exchange }: CachedRequest, { exchange: fetched }: OriginFetch): void {
  for (const attempt of fetched.attempts) exchange.tried(attempt);
  exchange.fallback = fetched.fallback;
}
