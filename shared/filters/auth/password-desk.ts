import type { Routed } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import { clientNetwork } from '../limits/client-network.ts';
import type { NameAndPassword } from './credentials.ts';
import { ExpiringMap } from './expiring-map.ts';
import { passwordHash } from './password-hash.ts';
import { saltedDigest } from './salted-digest.ts';
import { Turns } from './turns.ts';

/** A user with the hash of a password. */
export interface User {
  readonly name: string;
  readonly hash: string;
}

/**
 * Checks passwords, one at a time, as each costs as much as thousands of requests. Between two checks it rests for as long
 * as the last one took, so that half of the time is left for other work whatever is thrown at it. What was checked is
 * remembered, right or wrong.
 */
export class PasswordDesk {
  readonly #users: ReadonlyMap<string, string>;
  readonly #anybody: string;
  readonly #cacheMs: number;
  readonly #platform: Platform;
  readonly #digest;
  readonly #right = new ExpiringMap<true>(maxKnown);
  readonly #wrong = new ExpiringMap<true>(maxKnown);
  /** Checks that wait, by client: one client cannot take all places. */
  readonly #waiting = new Map<string, number>();
  #waitingAll = 0;
  readonly #turns: Turns;

  constructor(users: readonly User[], cacheMs: number, platform: Platform) {
    this.#users = new Map(users.map(({ name, hash }) => [name, hash]));
    this.#anybody = users[0]!.hash;
    this.#cacheMs = cacheMs;
    this.#platform = platform;
    this.#digest = saltedDigest(platform.random);
    this.#turns = new Turns(platform);
  }

  /** Whether they are right. Rejects with 503 or 429 where too many checks wait. */
  async isRight(given: NameAndPassword, exchange: Routed): Promise<boolean> {
    const key = this.#digest(`${given.name}\n${given.password}`);
    const known = this.#known(key);
    if (known !== undefined) return known;
    const client = network(exchange.client.address);
    this.#takePlace(client);
    const turn = this.#turns.take(async () => {
      if (exchange.aborted) throw exchange.aborted;
      // Somebody before us may have shown the same.
      return this.#known(key) ?? (await this.#check(given, key));
    });
    const checked = turn.finally(() => this.#leavePlace(client));
    exchange.downstream.background(checked.catch(() => undefined));
    return checked;
  }

  #known(key: string): boolean | undefined {
    const now = this.#platform.clock.monotonic();
    if (this.#right.get(key, now)) return true;
    return this.#wrong.get(key, now) ? false : undefined;
  }

  async #check({ name, password }: NameAndPassword, key: string): Promise<boolean> {
    const hash = this.#users.get(name);
    // An unknown name costs as much as a known one, so that time does not tell which there are.
    const isSame = await this.#matches(password, hash ?? this.#anybody);
    const isRight = isSame && hash !== undefined;
    const now = this.#platform.clock.monotonic();
    if (isRight) this.#right.set(key, true, now + this.#cacheMs);
    else this.#wrong.set(key, true, now + wrongMs);
    return isRight;
  }

  #matches(password: string, hash: string): Promise<boolean> {
    const { passwords } = this.#platform;
    return passwords ? passwords.matches(password, hash) : passwordHash(hash).matches(password);
  }

  #takePlace(client: string): void {
    const own = this.#waiting.get(client) ?? 0;
    const headers = { 'retry-after': '1' };
    if (own >= maxOfClient) throw new Fault('rate_limited', { detail: 'passwords of one client', headers });
    if (this.#waitingAll >= maxWaiting) throw new Fault('overloaded', { detail: 'passwords to check', headers });
    this.#waitingAll += 1;
    this.#waiting.set(client, own + 1);
  }

  #leavePlace(client: string): void {
    const left = this.#waiting.get(client)! - 1;
    this.#waitingAll -= 1;
    if (left === 0) this.#waiting.delete(client);
    else this.#waiting.set(client, left);
  }
}

/** A household of IPv6 has more addresses than there are places. */
const network = clientNetwork({ ipv4Prefix: 32, ipv6Prefix: 64 });
/** Credentials remembered, right and wrong ones each. */
const maxKnown = 4096;
/** How long a wrong password stays wrong without being checked again. */
const wrongMs = 10_000;
const maxOfClient = 4;
const maxWaiting = 32;
