import type { RoundTrip } from '../../shared/http1/client/round-trip.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { Timers } from '../../shared/platform/timers.ts';
import type { Address } from '../../shared/platform/transport.ts';
import type { ClientSession } from './client-session.ts';

/** Who keeps the connections of HTTP/2 to one address. */
export interface SessionOwner {
  readonly address: Address;
  readonly timers: Timers;
  readonly clock: Clock;
  /** The connection can carry another request. */
  sessionFree(session: ClientSession): void;
  /** The connection takes no more requests. */
  sessionGone(session: ClientSession): void;
  /** The trip met a kept connection that was dead, and may be sent again. */
  sendAgain(trip: RoundTrip): void;
  /** The target wants this to be asked by HTTP/1.1. */
  wantsHttp1(): void;
}
