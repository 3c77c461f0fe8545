import type { Fault } from '../errors/fault.ts';
import type { ResponseHead } from '../http/head.ts';

/** The client's side of one request, as the adapter sees it. */
export interface Downstream {
  /** Id of the listener the request came in by. */
  readonly listener: string;
  /** Address of the other end of the connection, without port; empty on a Unix socket. */
  readonly peerAddress: string;
  readonly peerPort: number;
  /** Country of the peer by its two letters, where the platform tells. */
  readonly country?: string | undefined;
  /** Port the request came in by; 0 where there is none. */
  readonly localPort: number;
  /** Whether the connection is encrypted. */
  readonly secure: boolean;
  /** Set by the engine: the adapter aborts it, at most once, when the client leaves before the reply is taken. */
  pending: Pending | undefined;
  /** Keeps the runtime alive until `work` settles, where the runtime needs telling. */
  background(work: Promise<unknown>): void;
  /** Sends an informational (1xx) head, where the runtime can; otherwise does nothing. */
  inform(head: ResponseHead): void;
}

/** What a client waits for. */
export interface Pending {
  abort(fault: Fault): void;
}
