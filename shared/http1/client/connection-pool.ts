import { Fault } from '../../errors/fault.ts';
import type { Dialer } from '../../platform/dialer.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Socket } from '../../platform/socket.ts';
import type { Timer, Timers } from '../../platform/timers.ts';
import type { ConnectionCounts, PoolLimits } from '../../platform/transport.ts';
import { ClientConnection, type ConnectionOwner, type ConnectionParts } from './client-connection.ts';
import { type LineOwner, PlaceInLine } from './place-in-line.ts';
import type { ResponseLimits } from './response-limits.ts';
import type { RoundTrip } from './round-trip.ts';

/** Round trips that may wait for a connection for each that may be open; more are refused at once. */
const waitingPerConnection = 16;
/** How long before the other side's own limit an idle connection is given up, in milliseconds. */
const idleMarginMs = 1_000;

/** What a pool is made of. */
export interface PoolParts {
  readonly dialer: Dialer;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly limits: ResponseLimits;
}

/** The connections to one address: at most so many, the last used first, and a fair line for those who have to wait. */
export class ConnectionPool implements ConnectionOwner, LineOwner {
  readonly #bounds: PoolLimits;
  readonly #parts: PoolParts;
  readonly #connectionParts: ConnectionParts;
  /** Last in, first out, so that what is not needed grows old and goes. */
  readonly #idle: ClientConnection[] = [];
  readonly #line = new Set<PlaceInLine>();
  /** Connections that are open or being made. */
  #open = 0;
  #sweep: Timer | undefined = undefined;
  #isClosed = false;

  constructor(bounds: PoolLimits, parts: PoolParts) {
    this.#bounds = bounds;
    this.#parts = parts;
    this.#connectionParts = { timers: parts.timers, clock: parts.clock, limits: parts.limits, owner: this };
  }

  /** Whether the pool has gone, so that its address needs a new one. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether nothing is under way; what is open is only kept. */
  get isUnused(): boolean {
    return this.#open === this.#idle.length && this.#line.size === 0;
  }

  /** Connections open or being made, and how many of them carry nothing. */
  get counts(): ConnectionCounts {
    return { open: this.#open, idle: this.#idle.length, waiting: this.#line.size };
  }

  /** Carries the trip on a kept connection, on a new one, or as soon as there is one. */
  run(trip: RoundTrip): void {
    const kept = this.#takeIdle();
    if (kept === undefined) this.#wait(trip);
    else kept.carry(trip);
  }

  /** Closes what is idle now and everything else when its round trip is done. */
  close(): void {
    this.#isClosed = true;
    this.#sweep?.cancel();
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  connectionFree(connection: ClientConnection): void {
    const now = this.#parts.clock.monotonic();
    if (this.#isClosed || this.#isOld(connection, now)) {
      connection.close();
      return;
    }
    const [next] = this.#line;
    if (next !== undefined) {
      this.#line.delete(next);
      next.leave();
      connection.carry(next.trip);
      return;
    }
    this.#keep(connection, now);
  }

  connectionGone(connection: ClientConnection): void {
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
    this.#placeFreed();
  }

  sendAgain(trip: RoundTrip): void {
    trip.isAgain = true;
    this.#wait(trip);
  }

  placeConnected(place: PlaceInLine, socket: Socket): void {
    new ClientConnection(socket, this.#connectionParts).carry(place.trip);
  }

  placeLost(place: PlaceInLine, fault: Fault): void {
    this.#line.delete(place);
    place.trip.failedBeforeSending(fault);
    if (place.isDialing) this.#placeFreed();
  }

  #wait(trip: RoundTrip): void {
    const { maxConnections } = this.#bounds;
    if (this.#open < maxConnections) {
      this.#dial(new PlaceInLine(trip, this.#parts.timers, this));
      return;
    }
    if (this.#line.size >= maxConnections * waitingPerConnection) {
      trip.failedBeforeSending(new Fault('upstream_queue_full', { unsent: true }));
      return;
    }
    this.#line.add(new PlaceInLine(trip, this.#parts.timers, this));
  }

  #dial(place: PlaceInLine): void {
    this.#open += 1;
    place.dial(this.#parts.dialer);
  }

  /** One connection less: whoever waits longest may make another. */
  #placeFreed(): void {
    this.#open -= 1;
    const [next] = this.#line;
    if (next === undefined || this.#open >= this.#bounds.maxConnections) return;
    this.#line.delete(next);
    this.#dial(next);
  }

  #takeIdle(): ClientConnection | undefined {
    if (this.#idle.length === 0) return undefined;
    const now = this.#parts.clock.monotonic();
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      if (now < kept.idleUntil && !this.#isOld(kept, now)) return kept;
      kept.close();
    }
    return undefined;
  }

  #keep(connection: ClientConnection, now: number): void {
    const { keepAliveSecs } = connection;
    const theirMs = keepAliveSecs === undefined ? Number.POSITIVE_INFINITY : keepAliveSecs * 1000 - idleMarginMs;
    const keptMs = Math.min(this.#bounds.idleTimeoutMs, theirMs);
    if (keptMs <= 0 || this.#idle.length >= this.#bounds.maxIdle) {
      connection.close();
      return;
    }
    connection.idleUntil = now + keptMs;
    this.#idle.push(connection);
    this.#sweep ??= this.#parts.timers.after(keptMs, this.#onSweep);
  }

  /** Closes what has been idle for too long, and looks again when the next one may be. */
  readonly #onSweep = (): void => {
    this.#sweep = undefined;
    const now = this.#parts.clock.monotonic();
    for (const connection of this.#idle.filter(({ idleUntil }) => idleUntil <= now)) connection.close();
    if (this.#idle.length === 0) return;
    const next = Math.min(...this.#idle.map(({ idleUntil }) => idleUntil));
    this.#sweep = this.#parts.timers.after(next - now, this.#onSweep);
  };

  #isOld(connection: ClientConnection, now: number): boolean {
    const { maxLifetimeMs } = this.#bounds;
    return maxLifetimeMs !== undefined && now - connection.openedAt >= maxLifetimeMs;
  }
}
