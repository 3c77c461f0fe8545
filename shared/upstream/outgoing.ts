import type { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead } from '../http/head.ts';
import type { Leg } from './leg.ts';
import type { Target } from './target.ts';

/** A request on its way to upstreams, as often as it takes. One per request; whoever rewrites it per upstream does it here. */
export interface Outgoing {
  /** The protocol it asks to switch to. */
  readonly upgrade: string | undefined;
  /** Whether a further try would send the same: there is no body, or all of it was kept. */
  readonly canReplay: boolean;
  /** Whether all of the body has come from the client. */
  readonly isReceived: boolean;
  head(target: Target, leg: Leg): RequestHead;
  /** The body of the next try; that of the try before is cut off. */
  body(leg: Leg): Body | null;
  /** A body to send beside that of a try under way; `undefined` while not all of it is there. */
  copy(leg: Leg): Body | null | undefined;
  /** No further try will come. */
  settle(): void;
  /** No try will send the rest. */
  discard(fault: Fault): void;
}
