import type { Downstream, Pending } from '../engine/downstream.ts';
import { Fault } from '../errors/fault.ts';
import type { RequestHead } from '../http/head.ts';
import type { FetchConnection } from './fetch-connection.ts';
import { portOf } from './request-head.ts';

/** The client's side of a request that came as a web `Request`. */
export class FetchDownstream implements Downstream {
  /** A fetch handler does not know by which listener a request came: the first of the configuration serves. */
  readonly listener = '';
  readonly peerAddress: string;
  readonly peerPort: number;
  readonly country: string | undefined;
  readonly localPort: number;
  readonly secure: boolean;
  pending: Pending | undefined = undefined;
  /** Takes the place of `pending` once the reply is being sent. */
  onLeaveWhileSending: ((fault: Fault) => void) | undefined = undefined;
  /** The answer on its way. */
  response: Promise<unknown> | undefined = undefined;
  readonly #connection: FetchConnection;
  readonly #signal: AbortSignal;

  constructor(request: Request, head: RequestHead, connection: FetchConnection) {
    this.#connection = connection;
    this.peerAddress = connection.peerAddress;
    this.peerPort = connection.peerPort;
    this.country = connection.country;
    this.secure = head.scheme === 'https';
    this.localPort = portOf(head);
    this.#signal = request.signal;
    this.#signal.addEventListener('abort', this);
  }

  /** Whether the client is known to be gone. */
  get hasLeft(): boolean {
    return this.#signal.aborted;
  }

  background(work: Promise<unknown>): void {
    this.#connection.background(work);
  }

  /** Fetch hosts have no way to send an informational head. */
  inform(): void {}

  /** Called by the signal of the request. */
  handleEvent(): void {
    // Otherwise the runtime may stop here, before the request is finished.
    if (this.response) this.background(this.response);
    const fault = new Fault('client_left');
    if (this.onLeaveWhileSending) this.onLeaveWhileSending(fault);
    else this.pending?.abort(fault);
  }

  /** The reply is through; a client that leaves now says nothing any more. */
  close(): void {
    this.onLeaveWhileSending = undefined;
    this.#signal.removeEventListener('abort', this);
  }
}
