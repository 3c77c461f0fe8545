import type { createLocalJWKSet, JSONWebKeySet } from 'jose';
import type { Exchange } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Endpoint, endpointOf } from '../../upstream/discovery/endpoint.ts';
import { endpointAnswer } from './endpoint-answer.ts';
import { OutsidePart } from './outside-part.ts';
import { waitFor } from './wait-for.ts';

/** Finds the key for a token. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Where keys are fetched, and how long they are good. */
export interface RemoteKeysOptions {
  readonly url: string;
  readonly cacheMs: number;
  readonly timeoutMs: number;
}

/**
 * The keys that an issuer publishes. They are fetched when they are first needed and again when they are old, at most every
 * ten seconds. While that fails, old ones are good for another hour, and no request waits for newer; without any, requests
 * are refused.
 */
export class RemoteKeys {
  readonly #options: RemoteKeysOptions;
  readonly #endpoint: Endpoint;
  readonly #platform: Platform;
  readonly #part: OutsidePart;
  readonly #make: typeof createLocalJWKSet;
  #keys: { readonly set: KeySet; readonly at: number } | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #hasFailed = false;
  #loading: { readonly keys: Promise<KeySet>; readonly since: number } | undefined;

  constructor(options: RemoteKeysOptions, platform: Platform, make: typeof createLocalJWKSet) {
    this.#options = options;
    this.#endpoint = endpointOf(options.url, undefined);
    this.#platform = platform;
    this.#part = new OutsidePart(`keys of ${this.#endpoint.authority}`, platform.clock);
    this.#make = make;
  }

  /** The keys there are. */
  async current(exchange: Exchange): Promise<KeySet> {
    const known = this.#keys;
    const age = known === undefined ? 0 : this.#now() - known.at;
    if (known && age < this.#options.cacheMs) return known.set;
    if (known && this.#hasFailed && age < this.#options.cacheMs + graceMs) {
      // Whether it works again shows without anybody waiting for it.
      this.#renew(exchange).catch(() => undefined);
      return known.set;
    }
    try {
      return (await this.#renew(exchange)) ?? known!.set;
    } catch (error) {
      if (known && age < this.#options.cacheMs + graceMs) return known.set;
      throw error;
    }
  }

  /** Newer keys than those there are, for a token that none of them fits; `undefined` when it is too early to ask again. */
  newer(exchange: Exchange): Promise<KeySet | undefined> {
    return this.#renew(exchange);
  }

  /** Fetches, unless that was tried a moment ago and something is known. Requests that need it meanwhile wait for the same. */
  #renew(exchange: Exchange): Promise<KeySet | undefined> {
    const now = this.#now();
    const { timeoutMs } = this.#options;
    // One that takes longer than it may belongs to a request that is gone, with all that it waited for.
    if (this.#loading && now - this.#loading.since < timeoutMs)
      return waitFor(this.#loading.keys, timeoutMs, this.#platform.timers);
    if (this.#keys && now - this.#triedAt < pauseMs) return Promise.resolve(undefined);
    this.#triedAt = now;
    const keys = this.#part.ask(exchange, () => this.#fetch(), true);
    const loading = { keys, since: now };
    this.#loading = loading;
    const over = (hasFailed: boolean): void => {
      this.#hasFailed = hasFailed;
      if (this.#loading === loading) this.#loading = undefined;
    };
    keys.then(
      () => over(false),
      () => over(true),
    );
    return keys;
  }

  async #fetch(): Promise<KeySet> {
    const question = { method: 'GET', headers: [], body: null, timeoutMs: this.#options.timeoutMs } as const;
    const answer = await endpointAnswer(this.#endpoint, question, this.#platform);
    if (answer.kind === 'rejected') throw new Fault('upstream_bad_response', { detail: `status ${answer.status}` });
    const { keys } = answer.value;
    if (!Array.isArray(keys) || keys.length > maxKeys) {
      throw new Fault('upstream_bad_response', { detail: 'its answer is no set of keys' });
    }
    const set = this.#make(answer.value as unknown as JSONWebKeySet);
    this.#keys = { set, at: this.#now() };
    return set;
  }

  #now(): number {
    return this.#platform.clock.monotonic();
  }
}

const pauseMs = 10_000;
const graceMs = 3_600_000;
const maxKeys = 100;
