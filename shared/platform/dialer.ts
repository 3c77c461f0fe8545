import type { Fault } from '../errors/fault.ts';
import type { Socket } from './socket.ts';
import type { Address } from './transport.ts';

/** How connections to upstreams are made: names are looked up, addresses tried in turn, encryption agreed. */
export interface Dialer {
  /**
   * Starts one connection and tells `caller` once how it went, always later than this call. There is no deadline here:
   * whoever waits has one, and cancels.
   */
  dial(address: Address, caller: DialCaller): Dialing;
}

/** Who waits for a connection. */
export interface DialCaller {
  /** The connection is up. The caller sets the handler of the socket before it returns. */
  onConnected(socket: Socket): void;
  /** There will be no connection; nothing was sent. */
  onFailed(fault: Fault): void;
}

/** A connection on its way. */
export interface Dialing {
  /** Gives up; the caller hears no more of it. Harmless when it has ended. */
  cancel(): void;
}

/** What the host of an address starts with when it is the path of a Unix socket. */
export const unixPrefix = 'unix:';
