import type { Socket } from 'node:net';
import { Fault } from '../shared/errors/fault.ts';
import { AddressPools } from '../shared/http1/client/address-pools.ts';
import { addressKey, Http1Transport } from '../shared/http1/client/http1-transport.ts';
import { RoundTrip } from '../shared/http1/client/round-trip.ts';
import type { DialCaller, Dialer, Dialing } from '../shared/platform/dialer.ts';
import type { Clock } from '../shared/platform/platform.ts';
import type { Timers } from '../shared/platform/timers.ts';
import type {
  Address,
  ConnectionCounts,
  Transport,
  UpstreamCall,
  UpstreamRequest,
} from '../shared/platform/transport.ts';
import { type Http2Address, Http2Pool } from './http2/client-pool.ts';
import type { NodeDialer } from './sockets/node-dialer.ts';
import { NodeSocket } from './sockets/node-socket.ts';

/** Requests to upstreams by the version of HTTP that each address speaks. */
export class UpstreamTransport implements Transport {
  readonly #http1: Http1Transport;
  readonly #offers: OfferingDialer;
  readonly #pools: AddressPools<Http2Address, Http2Pool>;
  #isClosed = false;

  constructor(dialer: NodeDialer, { timers, clock }: { readonly timers: Timers; readonly clock: Clock }) {
    this.#offers = new OfferingDialer(dialer);
    this.#http1 = new Http1Transport({ dialer: this.#offers, timers, clock });
    const onHttp1 = this.#onHttp1.bind(this);
    this.#pools = new AddressPools(http2Key, (address) => new Http2Pool(address, { dialer, timers, clock, onHttp1 }));
  }

  send(request: UpstreamRequest): UpstreamCall {
    const { address, upgrade } = request;
    if (address.http2 === undefined) return this.#http1.send(request);
    const pool = this.#pools.of(address as Http2Address);
    // A connection that is to switch protocols is one of HTTP/1.1.
    if (pool.speaksHttp1 || (upgrade !== undefined && !address.http2.only)) return this.#http1.send(request);
    const trip = new RoundTrip(request);
    if (this.#isClosed) trip.failedBeforeSending(new Fault('shutting_down', { unsent: true }));
    else if (upgrade !== undefined)
      trip.failedBeforeSending(new Fault('upstream_refused', { detail: noUpgrade, unsent: true }));
    else pool.run(trip);
    return trip;
  }

  letGo(address: Address): void {
    this.#http1.letGo(address);
    if (address.http2 !== undefined) this.#pools.letGo(address as Http2Address);
  }

  /** Those of HTTP/1.1; one of HTTP/2 carries many requests and is not counted. */
  connections(address: Address): ConnectionCounts | undefined {
    return this.#http1.connections(address);
  }

  /** Takes no more requests; connections close as soon as they carry nothing. */
  close(): void {
    this.#isClosed = true;
    this.#http1.close();
    this.#pools.close();
  }

  /** The connection that found out what the target speaks carries the first of those who waited for it. */
  #onHttp1(address: Address, socket: Socket | undefined, trips: readonly RoundTrip[]): void {
    if (socket !== undefined) this.#offers.offer(address, new NodeSocket(socket, address.tls !== undefined));
    for (const trip of trips) {
      const call = this.#http1.send(trip.request);
      trip.stage = call;
      call.tell(trip);
    }
    this.#offers.withdraw();
  }
}

function http2Key(address: Http2Address): string {
  return `${addressKey(address)} ${JSON.stringify(address.http2)}`;
}

const noUpgrade = 'HTTP/2 has no upgrades';

/** A dialer that may have a connection at hand. */
class OfferingDialer implements Dialer {
  readonly #dialer: Dialer;
  #offer: { readonly address: Address; readonly socket: NodeSocket } | undefined = undefined;

  constructor(dialer: Dialer) {
    this.#dialer = dialer;
  }

  /** The next one who dials this address gets this connection. */
  offer(address: Address, socket: NodeSocket): void {
    this.#offer = { address, socket };
  }

  /** Closes the connection if nobody took it. */
  withdraw(): void {
    this.#offer?.socket.destroy();
    this.#offer = undefined;
  }

  dial(address: Address, caller: DialCaller): Dialing {
    const offer = this.#offer;
    if (offer === undefined || addressKey(offer.address) !== addressKey(address))
      return this.#dialer.dial(address, caller);
    this.#offer = undefined;
    return new Handover(offer.socket, caller);
  }
}

/** A connection that is there, told of later than the call that asked for it. */
class Handover implements Dialing {
  readonly #socket: NodeSocket;
  #isCancelled = false;

  constructor(socket: NodeSocket, caller: DialCaller) {
    this.#socket = socket;
    queueMicrotask(() => {
      if (!this.#isCancelled) caller.onConnected(socket);
    });
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#socket.destroy();
  }
}
