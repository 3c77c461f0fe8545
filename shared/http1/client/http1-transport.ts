import { Fault } from '../../errors/fault.ts';
import type { Dialer } from '../../platform/dialer.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Timers } from '../../platform/timers.ts';
import type { Address, ConnectionCounts, Transport, UpstreamCall, UpstreamRequest } from '../../platform/transport.ts';
import { AddressPools } from './address-pools.ts';
import { ConnectionPool } from './connection-pool.ts';
import { defaultResponseLimits, type ResponseLimits } from './response-limits.ts';
import { RoundTrip } from './round-trip.ts';

/** What the transport runs on. */
export interface TransportParts {
  readonly dialer: Dialer;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly limits?: ResponseLimits;
}

/** HTTP/1.1 to upstreams over connections that are kept and used again. */
export class Http1Transport implements Transport {
  readonly #pools: AddressPools<Address, ConnectionPool>;
  #isClosed = false;

  constructor({ dialer, timers, clock, limits = defaultResponseLimits }: TransportParts) {
    const parts = { dialer, timers, clock, limits };
    this.#pools = new AddressPools(addressKey, ({ pool }) => new ConnectionPool(pool, parts));
  }

  send(request: UpstreamRequest): UpstreamCall {
    const trip = new RoundTrip(request);
    if (this.#isClosed) trip.failedBeforeSending(new Fault('shutting_down', { unsent: true }));
    else this.#pools.of(request.address).run(trip);
    return trip;
  }

  letGo(address: Address): void {
    this.#pools.letGo(address);
  }

  connections(address: Address): ConnectionCounts | undefined {
    return this.#pools.find(address)?.counts;
  }

  /** Takes no more requests; connections close as soon as they carry nothing. */
  close(): void {
    this.#isClosed = true;
    this.#pools.close();
  }
}

/** What makes two addresses the same, so that they share their connections. */
export function addressKey({ host, port, tls, pool }: Address): string {
  return JSON.stringify([
    ...[host, port, tls?.serverName, tls?.skipVerify, tls?.ca, tls?.cert, tls?.key],
    ...[pool.maxConnections, pool.maxIdle, pool.idleTimeoutMs, pool.maxLifetimeMs],
  ]);
}
