import type { Address } from '../../platform/transport.ts';

/** Addresses with a pool of their own at once. Beyond it, pools that are not in use make room. */
const maxPools = 1_024;

/** What is kept for the connections of one address. */
export interface AddressPool {
  /** It takes no more requests, and is to be replaced. */
  readonly isClosed: boolean;
  /** Nothing is under way in it. */
  readonly isUnused: boolean;
  close(): void;
}

/**
 * The pools of a transport. They are found by what makes two addresses the same, so that a new configuration finds the
 * connections of the old one.
 */
export class AddressPools<At extends Address, Pool extends AddressPool> {
  readonly #keyOf: (address: At) => string;
  readonly #open: (address: At) => Pool;
  readonly #byKey = new Map<string, Pool>();
  /** Spares each request the making of a key. */
  readonly #byAddress = new WeakMap<At, Pool>();

  constructor(keyOf: (address: At) => string, open: (address: At) => Pool) {
    this.#keyOf = keyOf;
    this.#open = open;
  }

  /** The pool of an address, opened if there is none. */
  of(address: At): Pool {
    const known = this.#byAddress.get(address);
    if (known !== undefined && !known.isClosed) return known;
    const key = this.#keyOf(address);
    let pool = this.#byKey.get(key);
    if (pool === undefined) {
      if (this.#byKey.size >= maxPools) this.#makeRoom();
      pool = this.#open(address);
      this.#byKey.set(key, pool);
    }
    this.#byAddress.set(address, pool);
    return pool;
  }

  /** The pool of an address, if there is one. */
  find(address: At): Pool | undefined {
    return this.#byKey.get(this.#keyOf(address));
  }

  letGo(address: At): void {
    const key = this.#keyOf(address);
    this.#byKey.get(key)?.close();
    this.#byKey.delete(key);
  }

  close(): void {
    for (const pool of this.#byKey.values()) pool.close();
    this.#byKey.clear();
  }

  #makeRoom(): void {
    for (const [key, pool] of this.#byKey) {
      if (!pool.isUnused) continue;
      pool.close();
      this.#byKey.delete(key);
    }
  }
}
