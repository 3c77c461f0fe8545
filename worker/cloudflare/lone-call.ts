import { Fault } from '../../shared/errors/fault.ts';
import { ClientConnection, type ConnectionOwner } from '../../shared/http1/client/client-connection.ts';
import { defaultResponseLimits } from '../../shared/http1/client/response-limits.ts';
import { RoundTrip, type Stage } from '../../shared/http1/client/round-trip.ts';
import type { DialCaller, Dialer, Dialing } from '../../shared/platform/dialer.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { Socket } from '../../shared/platform/socket.ts';
import type { Timer, Timers } from '../../shared/platform/timers.ts';
import type { UpstreamCall, UpstreamRequest } from '../../shared/platform/transport.ts';

/** What lone calls are made with. */
export interface LoneCallParts {
  readonly dialer: Dialer;
  readonly timers: Timers;
  readonly clock: Clock;
}

/** One round trip on a connection of its own: on workerd a connection cannot serve two requests. */
export function loneCall(request: UpstreamRequest, parts: LoneCallParts): UpstreamCall {
  const trip = new RoundTrip(request);
  trip.stage = new LoneDial(trip, parts);
  return trip;
}

class LoneDial implements DialCaller, Stage {
  readonly #trip: RoundTrip;
  readonly #parts: LoneCallParts;
  readonly #dialing: Dialing;
  readonly #timer: Timer;

  constructor(trip: RoundTrip, parts: LoneCallParts) {
    this.#trip = trip;
    this.#parts = parts;
    const { address, timeouts } = trip.request;
    this.#dialing = parts.dialer.dial(address, this);
    this.#timer = parts.timers.after(timeouts.connectMs, () =>
      this.cancel(new Fault('upstream_connect_timeout', { unsent: true })),
    );
  }

  cancel(fault: Fault): void {
    this.#timer.cancel();
    this.#dialing.cancel();
    this.#trip.failedBeforeSending(fault);
  }

  onConnected(socket: Socket): void {
    this.#timer.cancel();
    const { timers, clock } = this.#parts;
    new ClientConnection(socket, { timers, clock, limits: defaultResponseLimits, owner }).carry(this.#trip);
  }

  onFailed(fault: Fault): void {
    this.#timer.cancel();
    this.#trip.failedBeforeSending(fault);
  }
}

/** Keeps no connection. */
const owner: ConnectionOwner = {
  connectionFree: (connection) => connection.close(),
  connectionGone() {},
  // Only a kept connection is ever found dead in this way.
  sendAgain: (trip) => trip.failed(new Fault('upstream_reset')),
};
