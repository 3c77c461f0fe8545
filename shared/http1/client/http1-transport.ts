import { Fault } from '../../errors/fault.ts';
import type { Dialer } from '../../platform/dialer.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Timers } from '../../platform/timers.ts';
import type { Address, ConnectionCounts, Transport, UpstreamCall, UpstreamRequest } from '../../platform/transport.ts';
import { ConnectionPool, type PoolParts } from './connection-pool.ts';
import { defaultResponseLimits, type ResponseLimits } from './response-limits.ts';
import { RoundTrip } from './round-trip.ts';

/** Addresses with a pool of their own at once. Beyond it, pools that are not in use make room. */
const maxPools = 1_024;

/** What the transport runs on. */
export interface TransportParts {
  readonly dialer: Dialer;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly limits?: ResponseLimits;
}

/** HTTP/1.1 to upstreams over connections that are kept and used again. */
export class Http1Transport implements Transport {
  readonly #parts: PoolParts;
  /** By what makes two addresses the same, so that a new configuration finds the connections of the old one. */
  readonly #pools = new Map<string, ConnectionPool>();
  readonly #byAddress = new WeakMap<Address, ConnectionPool>();
  #isClosed = false;

  constructor({ dialer, timers, clock, limits = defaultResponseLimits }: TransportParts) {
    this.#parts = { dialer, timers, clock, limits };
  }

  send(request: UpstreamRequest): UpstreamCall {
    const trip = new RoundTrip(request);
    if (this.#isClosed) trip.failedBeforeSending(new Fault('shutting_down', { unsent: true }));
    else this.#poolOf(request.address).run(trip);
    return trip;
  }

  letGo(address: Address): void {
    const key = addressKey(address);
    this.#pools.get(key)?.close();
    this.#pools.delete(key);
  }

  connections(address: Address): ConnectionCounts | undefined {
    return this.#pools.get(addressKey(address))?.counts;
  }

  /** Takes no more requests; connections close as soon as they carry nothing. */
  close(): void {
    this.#isClosed = true;
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }

  #poolOf(address: Address): ConnectionPool {
    const known = this.#byAddress.get(address);
    if (known !== undefined && !known.isClosed) return known;
    const key = addressKey(address);
    const pool = this.#pools.get(key) ?? this.#open(key, address);
    this.#byAddress.set(address, pool);
    return pool;
  }

  #open(key: string, address: Address): ConnectionPool {
    if (this.#pools.size >= maxPools) this.#makeRoom();
    const pool = new ConnectionPool(address.pool, this.#parts);
    this.#pools.set(key, pool);
    return pool;
  }

  #makeRoom(): void {
    for (const [key, pool] of this.#pools) {
      if (!pool.isUnused) continue;
      pool.close();
      this.#pools.delete(key);
    }
  }
}

/** What makes two addresses the same, so that they share their connections. */
export function addressKey({ host, port, tls, pool }: Address): string {
  return JSON.stringify([
    ...[host, port, tls?.serverName, tls?.skipVerify, tls?.ca, tls?.cert, tls?.key],
    ...[pool.maxConnections, pool.maxIdle, pool.idleTimeoutMs, pool.maxLifetimeMs],
  ]);
}
