import type { Fault } from '../errors/fault.ts';
import type { Finished, Routed } from './exchange.ts';
import type { Reply } from './reply.ts';

/** What ends a route: proxying, a builtin page, files. Always answers, or throws a `Fault`. */
export interface Handler {
  /** As it is named in `explain` and in the log: `proxy`, `health`, … */
  readonly name: string;
  answer(exchange: Routed): Reply | Promise<Reply>;
  /** The same without a promise, where so many ask that one counts. May throw instead, as long as nothing was told. */
  answerTo?(exchange: Routed, replier: Replier): void;
  /** After the last byte, or after the request broke off, if `answer` was called. Always, and once. */
  finish?(exchange: Finished): void;
  /**
   * Tells of errors on the route in a form of its own, whoever failed; a page that the route has for the status goes before
   * it. Absent: in the form of the route.
   */
  error?(exchange: Routed, fault: Fault): Reply;
}

/** Who waits for the answer of a handler: is told one of the two, once. Never throws. */
export interface Replier {
  reply(reply: Reply): void;
  failed(fault: Fault): void;
}
