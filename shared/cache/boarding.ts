import type { Reply } from '../engine/reply.ts';
import type { Fault } from '../errors/fault.ts';
import { CacheFetch } from './cache-fetch.ts';
import type { KeptResponse } from './cache-store.ts';
import type { CachedRequest } from './cached-request.ts';
import type { Flight, Landing } from './flight.ts';
import { isNotModified, notModified, repliedFields } from './kept-reply.ts';
import { lookOn } from './look-on.ts';
import { currentAgeMs } from './policy/age.ts';
import { reuseOf } from './policy/reuse.ts';

/** Fetches looked at before a request makes its own. */
const maxRounds = 4;

/** Gets an answer for a request from a fetch under way, if there is one for it, else from one of its own. */
export class Boarding {
  readonly #request: CachedRequest;

  constructor(request: CachedRequest) {
    this.#request = request;
  }

  async run(kept: KeptResponse | undefined): Promise<Reply> {
    const { exchange } = this.#request;
    if (exchange.aborted) throw exchange.aborted;
    if (!this.#request.parts.cache.shares) return this.#lookOn(kept);
    for (let round = 0; round < maxRounds && this.#mayJoin(); round += 1) {
      const flight = this.#joinable();
      if (!flight) break;
      const landed = flight.landing ? this.#board(flight.landing) : await this.#wait(flight);
      if (landed === 'late') return CacheFetch.alone(this.#request, kept);
      if (landed) return landed;
      // It was another variant: the next one may be ours.
    }
    return CacheFetch.lead(this.#request, kept);
  }

  /** Where nothing can be shared, what another has fetched and kept will do, unless that takes too long. */
  async #lookOn(kept: KeptResponse | undefined): Promise<Reply> {
    // Not a turn may pass between looking and listing a fetch of its own.
    const looking = this.#mayJoin() ? lookOn(this.#request) : undefined;
    if (looking) {
      await looking;
      const found = await this.#request.find();
      if (found && this.#mayShare(found.head)) return this.#request.answerKept(found, 'collapsed');
    }
    return CacheFetch.lead(this.#request, kept);
  }

  /** Who wants the word of the origin does not take one that was given to another. */
  #mayJoin(): boolean {
    const { asked, address, parts } = this.#request;
    const { cache } = parts;
    if (!cache.collapses || asked.has('no-cache') || asked.has('max-age')) return false;
    return !cache.unshared.has(address.key, this.#request.now());
  }

  #joinable(): Flight | undefined {
    const request = this.#request;
    const flights = request.parts.cache.flights.of(request.address.key);
    return flights.find((flight) => {
      const { landing } = flight;
      if (landing) return this.#fits(landing) && landing.kind === 'stream' && landing.body?.isOpen === true;
      // What it will differ by is not known yet, but what it differed by before.
      return request.names.length === 0 || request.variant(request.names) === flight.variant(request.names);
    });
  }

  #fits(landing: Landing): boolean {
    if (landing.kind !== 'stream' && landing.kind !== 'kept') return false;
    const { names, variant } = landing.chosenBy;
    return this.#request.variant(names) === variant;
  }

  /** Waits until it is known what the fetch brings; `late` when that takes too long, nothing when it is not for us. */
  #wait(flight: Flight): Promise<Reply | 'late' | undefined> {
    const { exchange, parts } = this.#request;
    const { platform, options } = parts.cache;
    return new Promise((resolve, reject) => {
      const through = (): void => {
        timer.cancel();
        exchange.onAbort = undefined;
      };
      const onLanded = (landing: Landing): void => {
        through();
        if (landing.kind === 'failed') {
          this.#request.note('miss');
          reject(landing.fault);
        } else resolve(this.#board(landing));
      };
      const timer = platform.timers.after(options.lockMs, () => {
        through();
        flight.leave(onLanded);
        resolve('late');
      });
      const abort = (fault: Fault): void => {
        through();
        flight.leave(onLanded, fault);
        reject(fault);
      };
      exchange.onAbort = abort;
      flight.wait(onLanded);
    });
  }

  /** The answer for us in what a fetch of another brought; nothing when it is not for us. */
  #board(landing: Landing): Reply | undefined {
    const request = this.#request;
    if (!this.#fits(landing)) return undefined;
    if (landing.kind === 'kept') {
      if (landing.isForOne || (landing.isConfirmed && !this.#mayShare(landing.kept.head))) return undefined;
      const { kept, status } = landing;
      return landing.isConfirmed
        ? request.answerKept(kept, 'collapsed')
        : request.answerKept(kept, 'stale', 'stale-if-error', status);
    }
    if (landing.kind !== 'stream' || !this.#mayShare(landing.head)) return undefined;
    return joinedReply(request, landing);
  }

  /** What is not to be used without asking was asked for by another, for another (RFC 9111 §4). */
  #mayShare({ terms, responseAt }: KeptResponse['head']): boolean {
    const { asked } = this.#request;
    const now = this.#request.now();
    const ageMs = currentAgeMs(terms.initialAgeMs, responseAt, now);
    if (reuseOf({ terms, ageMs, asked, isOutdated: false }) !== 'validate') return true;
    // All who waited ask at once, rather than one after the other.
    this.#request.parts.cache.unshared.note(this.#request.address.key, now);
    return false;
  }
}

function joinedReply(request: CachedRequest, { head, body }: Landing & { kind: 'stream' }): Reply | undefined {
  const { exchange } = request;
  const ageMs = currentAgeMs(head.terms.initialAgeMs, head.responseAt, request.now());
  const headers = repliedFields(exchange, head, ageMs);
  const ttlMs = head.terms.lifetimeMs - ageMs;
  if (isNotModified(exchange, head)) {
    request.note('collapsed', { ttlMs });
    return notModified(headers);
  }
  const reader = body?.open();
  if (body && !reader) return undefined;
  request.note('collapsed', { ttlMs });
  return { head: { status: head.status, headers }, body: reader ?? null };
}
