import { type CacheState, cacheNote } from '../engine/cache-note.ts';
import type { Routed } from '../engine/exchange.ts';
import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { HeaderList } from '../http/header-list.ts';
import { Boarding } from './boarding.ts';
import { CacheFetch } from './cache-fetch.ts';
import type { Kept, KeptResponse } from './cache-store.ts';
import { freshenByHead } from './freshen-by-head.ts';
import { keptReply } from './kept-reply.ts';
import { currentAgeMs } from './policy/age.ts';
import { Directives, readDirectives } from './policy/directives.ts';
import { reuseOf } from './policy/reuse.ts';
import { variantOf } from './policy/vary.ts';
import { keyOf, type RequestKey } from './request-key.ts';
import type { RouteCacheParts } from './route-cache.ts';
import { sentFields } from './sent-fields.ts';

/** One request to a route with a cache: looks whether there is an answer, and gets one where there is none. */
export class CachedRequest {
  readonly exchange: Routed;
  readonly parts: RouteCacheParts;
  readonly address: RequestKey;
  /** What the client says of how fresh it wants it. */
  readonly asked: Directives;
  /** The fields that the kept responses of the address differ by. */
  names: readonly string[] = [];
  /** Why what is kept for it did not do, once the origin is asked because of that. */
  #found: 'stale' | 'request' | undefined;
  #sent: HeaderList | undefined;
  #sentNames: readonly string[] | undefined;

  constructor(exchange: Routed, parts: RouteCacheParts) {
    this.exchange = exchange;
    this.parts = parts;
    this.address = keyOf(exchange, parts.options);
    this.asked = readDirectives(exchange.request.headers.joined('cache-control'));
  }

  run(): Reply | Promise<Reply> {
    const found = this.find();
    return found instanceof Promise ? found.then((kept) => this.#use(kept)) : this.#use(found);
  }

  /** What tells this request from others by these fields. */
  variant(names: readonly string[]): string {
    if (names.length === 0) return '';
    if (this.#sent === undefined || this.#sentNames !== names) {
      this.#sent = sentFields(this.exchange, names);
      this.#sentNames = names;
    }
    return variantOf(names, this.#sent);
  }

  /** The key of the response to this request when responses differ by these fields. */
  entryKey(names: readonly string[]): string {
    return names.length === 0 ? this.address.key : `${this.address.key}\n\n${this.variant(names)}`;
  }

  /** Writes down how the request fared, and counts it. */
  note(
    state: CacheState,
    more: { reason?: string | undefined; ttlMs?: number; status?: number; stored?: boolean } = {},
  ): void {
    const { reason, ttlMs, status, stored } = more;
    const ttlSecs = ttlMs === undefined ? undefined : Math.floor(ttlMs / 1000);
    const isVaryMiss = this.names.length > 0;
    const found = this.#found;
    this.exchange.set(cacheNote, { state, reason, ttlSecs, fetchedStatus: status, stored, found, isVaryMiss });
    this.parts.cache.count(counted[state]);
  }

  /** Whether what is kept was good, and the client wants the word of the origin all the same. */
  get isOfItsOwnWill(): boolean {
    return this.#found === 'request';
  }

  /** Answers with what is kept. `status` is what the origin said, where it was asked. */
  answerKept(kept: KeptResponse, state: CacheState, reason?: string, status?: number): Reply {
    const { terms, responseAt } = kept.head;
    const ageMs = currentAgeMs(terms.initialAgeMs, responseAt, this.now());
    this.note(state, { reason, ttlMs: terms.lifetimeMs - ageMs, ...(status !== undefined && { status }) });
    return keptReply(this.exchange, kept, ageMs);
  }

  now(): number {
    return this.parts.cache.platform.clock.now();
  }

  /** What is kept for it by now. */
  find(): KeptResponse | undefined | Promise<KeptResponse | undefined> {
    const kept = this.parts.cache.store.get(this.address.key);
    return kept instanceof Promise ? kept.then((found) => this.#choose(found)) : this.#choose(kept);
  }

  #choose(kept: Kept | undefined): KeptResponse | undefined | Promise<KeptResponse | undefined> {
    if (kept?.kind !== 'marker') return kept;
    this.names = kept.marker.names;
    const chosen = this.parts.cache.store.get(this.entryKey(this.names));
    return chosen instanceof Promise ? chosen.then(responseIn) : responseIn(chosen);
  }

  #use(kept: KeptResponse | undefined): Reply | Promise<Reply> {
    if (!kept) return this.#get(undefined);
    const { terms, responseAt } = kept.head;
    const ageMs = currentAgeMs(terms.initialAgeMs, responseAt, this.now());
    const { isOutdated } = kept;
    switch (reuseOf({ terms, ageMs, asked: this.asked, isOutdated })) {
      case 'fresh':
        return this.answerKept(kept, 'hit');
      case 'stale-by-wish':
        return this.answerKept(kept, 'stale', 'max-stale');
      case 'stale':
        CacheFetch.refresh(this, kept);
        return this.answerKept(kept, 'stale', 'stale-while-revalidate');
      case 'validate': {
        const isFresh = reuseOf({ terms, ageMs, asked: Directives.none, isOutdated }) === 'fresh';
        this.#found = isFresh ? 'request' : 'stale';
        return this.#get(kept);
      }
    }
  }

  #get(kept: KeptResponse | undefined): Reply | Promise<Reply> {
    const { request } = this.exchange;
    if (this.asked.has('only-if-cached')) throw new Fault('not_cached');
    if (request.method === 'HEAD') return this.#past(kept, 'head');
    if (this.asked.has('no-store')) return this.#past(kept, 'no-store');
    // Fetching all of it for a part could cost any number of times what was asked for.
    if (!kept && request.headers.has('range')) return this.#past(kept, 'range');
    return new Boarding(this).run(kept);
  }

  /** Sends the request of the client itself; its answer is not kept. */
  async #past(kept: KeptResponse | undefined, reason: string): Promise<Reply> {
    const { handler, held } = this.parts;
    this.exchange.set(held, this.exchange);
    const reply = await handler.answer(this.exchange);
    this.note(kept ? 'expired' : 'miss', { reason, status: reply.head.status });
    if (kept && reason === 'head') await freshenByHead(this, kept, reply.head);
    return reply;
  }
}

const counted = {
  hit: 'hits',
  stale: 'stale',
  revalidated: 'revalidated',
  collapsed: 'collapsed',
  miss: 'misses',
  expired: 'misses',
  bypass: 'bypassed',
} as const;

function responseIn(kept: Kept | undefined): KeptResponse | undefined {
  return kept?.kind === 'response' ? kept : undefined;
}
