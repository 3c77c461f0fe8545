import type { Downstream } from '../engine/downstream.ts';
import type { Sendable, TakeReply } from '../engine/reply.ts';
import type { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead } from '../http/head.ts';

/** Who answers the requests of a server; the engine is one. */
export interface RequestHandler {
  /**
   * Answers one request: `take` gets the reply, once, perhaps before this returns. Owns `body` from here on: starts or
   * cancels it. Throws only in place of that.
   */
  serve(head: RequestHead, body: Body | null, downstream: Downstream, take: TakeReply): void;
  /**
   * Makes the answer to a request that could not be read, and logs it; the connection closes after it. `head` holds
   * what is known: the method is `-` and the path `/` where they are not.
   */
  refuse(fault: Fault, head: RequestHead, downstream: Downstream): Sendable;
}
