import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Fault } from '../../shared/errors/fault.ts';
import type { RoundTrip, Stage } from '../../shared/http1/client/round-trip.ts';
import type { Dialing } from '../../shared/platform/dialer.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { Timer, Timers } from '../../shared/platform/timers.ts';
import type { Address, Http2Use } from '../../shared/platform/transport.ts';
import type { NodeDialer } from '../sockets/node-dialer.ts';
import type { SessionOwner } from './client-owner.ts';
import { ClientSession } from './client-session.ts';

/** Round trips that may wait for a connection for each that may be open; more are refused at once. */
const waitingPerConnection = 16;
/** How long a target that chose HTTP/1.1 is believed to do so again. */
const http1Ms = 300_000;

/** An address with which HTTP/2 may be spoken. */
export type Http2Address = Address & { readonly http2: Http2Use };

/** What a pool is made of. */
export interface Http2PoolParts {
  readonly dialer: NodeDialer;
  readonly timers: Timers;
  readonly clock: Clock;
  /** The target speaks HTTP/1.1: carries these trips, the first of them on the connection there is. */
  readonly onHttp1: (address: Address, socket: Socket | undefined, trips: readonly RoundTrip[]) => void;
}

/** The connections of HTTP/2 to one address, and a line for those who have to wait for one. */
export class Http2Pool implements SessionOwner {
  readonly address: Http2Address;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly #parts: Http2PoolParts;
  readonly #sessions = new Set<ClientSession>();
  readonly #line = new Set<WaitingTrip>();
  #dialing: { readonly dialing: Dialing; readonly deadline: Timer } | undefined = undefined;
  #http1Until = 0;
  #isClosed = false;

  constructor(address: Http2Address, parts: Http2PoolParts) {
    this.address = address;
    this.timers = parts.timers;
    this.clock = parts.clock;
    this.#parts = parts;
  }

  /** Whether the target is known to speak HTTP/1.1. */
  get speaksHttp1(): boolean {
    return !this.address.http2.only && this.clock.monotonic() < this.#http1Until;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether nothing is under way. */
  get isUnused(): boolean {
    return this.#line.size === 0 && [...this.#sessions].every(({ isIdle }) => isIdle);
  }

  /** Carries the trip on a connection that has room, or as soon as there is one. */
  run(trip: RoundTrip): void {
    const session = this.#findRoom();
    if (session !== undefined) {
      session.carry(trip);
      return;
    }
    const { maxConnections } = this.address.pool;
    if (this.#line.size >= maxConnections * waitingPerConnection) {
      trip.failedBeforeSending(new Fault('upstream_queue_full', { unsent: true }));
      return;
    }
    this.#line.add(new WaitingTrip(trip, this.timers, (waiting) => this.#line.delete(waiting)));
    this.#dial(trip.request.timeouts.connectMs);
  }

  /** Takes no more; what is under way is answered. */
  close(): void {
    this.#isClosed = true;
    for (const session of [...this.#sessions]) session.retire();
  }

  sessionFree(session: ClientSession): void {
    if (this.#isClosed) session.retire();
    for (const waiting of [...this.#line]) {
      if (!session.hasRoom) break;
      session.carry(this.#leaveLine(waiting));
    }
    if (!session.isIdle) return;
    const idle = [...this.#sessions].filter(({ isIdle }) => isIdle).length;
    if (idle > this.address.pool.maxIdle) session.retire();
  }

  sessionGone(session: ClientSession): void {
    this.#sessions.delete(session);
    const [next] = this.#line;
    if (next !== undefined) this.#dial(next.trip.request.timeouts.connectMs);
  }

  sendAgain(trip: RoundTrip): void {
    trip.isAgain = true;
    this.run(trip);
  }

  wantsHttp1(): void {
    this.#http1Until = this.clock.monotonic() + http1Ms;
  }

  #findRoom(): ClientSession | undefined {
    for (const session of this.#sessions) {
      if (session.isOld) session.retire();
      else if (session.hasRoom) return session;
    }
    return undefined;
  }

  /** One connection is made at a time: it will carry many requests. */
  #dial(connectMs: number): void {
    if (this.#dialing !== undefined || this.#sessions.size >= this.address.pool.maxConnections) return;
    const protocols = this.address.http2.only ? ['h2'] : ['h2', 'http/1.1'];
    const dialing = this.#parts.dialer.dialRaw(this.address, protocols, {
      onConnected: (raw) => this.#connected(raw),
      onFailed: (fault) => this.#failed(fault),
    });
    const deadline = this.timers.after(connectMs, () => {
      dialing.cancel();
      this.#failed(new Fault('upstream_connect_timeout', { detail: 'no connection in time', unsent: true }));
    });
    this.#dialing = { dialing, deadline };
  }

  #connected(raw: Socket): void {
    this.#endDialing();
    const isHttp2 = this.address.tls === undefined || (raw as TLSSocket).alpnProtocol === 'h2';
    if (isHttp2) {
      const session = new ClientSession(raw, this);
      this.#sessions.add(session);
      this.sessionFree(session);
      this.#dialMore();
      return;
    }
    if (this.address.http2.only) {
      raw.destroy();
      this.#failAll(new Fault('upstream_bad_response', { detail: 'the target does not speak HTTP/2', unsent: true }));
      return;
    }
    this.wantsHttp1();
    const trips = [...this.#line].map((waiting) => this.#leaveLine(waiting));
    this.#parts.onHttp1(this.address, raw, trips);
  }

  #dialMore(): void {
    const [next] = this.#line;
    if (next !== undefined) this.#dial(next.trip.request.timeouts.connectMs);
  }

  #failed(fault: Fault): void {
    this.#endDialing();
    this.#failAll(fault);
  }

  #failAll(fault: Fault): void {
    for (const waiting of [...this.#line]) this.#leaveLine(waiting).failedBeforeSending(fault);
  }

  #endDialing(): void {
    this.#dialing?.deadline.cancel();
    this.#dialing = undefined;
  }

  #leaveLine(waiting: WaitingTrip): RoundTrip {
    this.#line.delete(waiting);
    waiting.leave();
    return waiting.trip;
  }
}

/** A round trip that waits for a connection, but not for ever. */
class WaitingTrip implements Stage {
  readonly trip: RoundTrip;
  readonly #deadline: Timer;
  readonly #onLost: (waiting: WaitingTrip) => void;

  constructor(trip: RoundTrip, timers: Timers, onLost: (waiting: WaitingTrip) => void) {
    const detail = 'no connection became free in time';
    this.trip = trip;
    this.#onLost = onLost;
    this.#deadline = timers.after(trip.request.timeouts.connectMs, () =>
      this.cancel(new Fault('upstream_connect_timeout', { detail, unsent: true })),
    );
    trip.stage = this;
  }

  leave(): void {
    this.#deadline.cancel();
    this.trip.stage = undefined;
  }

  cancel(fault: Fault): void {
    this.leave();
    this.#onLost(this);
    this.trip.failedBeforeSending(fault);
  }
}
