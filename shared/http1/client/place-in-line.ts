import { Fault } from '../../errors/fault.ts';
import type { DialCaller, Dialer, Dialing } from '../../platform/dialer.ts';
import type { Socket } from '../../platform/socket.ts';
import type { Timer, Timers } from '../../platform/timers.ts';
import type { RoundTrip, Stage } from './round-trip.ts';

/** Who is told when the waiting of a trip is over. Exactly one of these is called, once. */
export interface LineOwner {
  placeConnected(place: PlaceInLine, socket: Socket): void;
  placeLost(place: PlaceInLine, fault: Fault): void;
}

/** The wait of one round trip for a connection: for one to become free, or for one being made. It has a deadline. */
export class PlaceInLine implements DialCaller, Stage {
  readonly trip: RoundTrip;
  readonly #owner: LineOwner;
  readonly #deadline: Timer;
  #dialing: Dialing | undefined = undefined;

  constructor(trip: RoundTrip, timers: Timers, owner: LineOwner) {
    this.trip = trip;
    this.#owner = owner;
    this.#deadline = timers.after(trip.request.timeouts.connectMs, () => this.#late());
    trip.stage = this;
  }

  /** Whether a connection is being made for this place. */
  get isDialing(): boolean {
    return this.#dialing !== undefined;
  }

  dial(dialer: Dialer): void {
    this.#dialing = dialer.dial(this.trip.request.address, this);
  }

  /** The wait is over: a connection was found. */
  leave(): void {
    this.#deadline.cancel();
  }

  cancel(fault: Fault): void {
    this.#deadline.cancel();
    this.#dialing?.cancel();
    this.#owner.placeLost(this, fault);
  }

  onConnected(socket: Socket): void {
    this.#deadline.cancel();
    this.#owner.placeConnected(this, socket);
  }

  onFailed(fault: Fault): void {
    this.#deadline.cancel();
    this.#owner.placeLost(this, fault);
  }

  #late(): void {
    const detail = this.isDialing ? 'no connection in time' : 'no connection became free in time';
    this.cancel(new Fault('upstream_connect_timeout', { detail, unsent: true }));
  }
}
