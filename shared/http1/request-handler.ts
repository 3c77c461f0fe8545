import type { Downstream } from '../engine/downstream.ts';
import type { Sendable } from '../engine/reply.ts';
import type { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead } from '../http/head.ts';

/** Who answers the requests of a server; the engine is one. */
export interface RequestHandler {
  /** Answers one request. Owns `body` from here on: starts or cancels it. Must not reject. */
  handle(head: RequestHead, body: Body | null, downstream: Downstream): Sendable | Promise<Sendable>;
  /**
   * Makes the answer to a request that could not be read, and logs it; the connection closes after it. `head` holds
   * what is known: the method is `-` and the path `/` where they are not.
   */
  refuse(fault: Fault, head: RequestHead, downstream: Downstream): Sendable;
}
