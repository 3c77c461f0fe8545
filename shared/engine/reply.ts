import type { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { ResponseHead } from '../http/head.ts';
import type { Tunnel } from '../platform/transport.ts';

/** An answer for the client. Made by an upstream, a handler or a filter; all look alike from here on. */
export interface Reply {
  readonly head: ResponseHead;
  readonly body: Body | null;
  /** Present with status 101: the adapter joins it to the client's connection. */
  readonly tunnel?: Tunnel | undefined;
}

/** A reply ready to be sent, with the promise to tell how the sending went. */
export interface Sendable extends Reply {
  /**
   * The adapter calls this exactly once, when the last byte is handed to the operating system or the sending broke off.
   * It must also have started or cancelled the body by then.
   */
  finished(ending: Ending): void;
}

/** Whoever sends replies takes one: called once for each request. Never throws. */
export type TakeReply = (reply: Sendable) => void;

/** How the sending of a reply ended. */
export interface Ending {
  /** Body bytes sent to the client; `undefined` where the runtime does not let us count them. */
  readonly bytesSent: number | undefined;
  /** Body bytes received from the client; `undefined` where the runtime does not let us count them. */
  readonly bytesReceived: number | undefined;
  /** What broke it off; `undefined` when the reply is complete. */
  readonly fault: Fault | undefined;
}
