import type { Answered, Exchange, Routed } from '../engine/exchange.ts';
import type { Reply } from '../engine/reply.ts';
import type { Fault } from '../errors/fault.ts';
import type { Finding } from './judgement.ts';
import { problemReply } from './problem-reply.ts';
import { partOfMisfit } from './response-judge.ts';

/** Why a request is refused. */
export interface Refused {
  readonly fault: Fault;
  readonly findings: readonly Finding[];
}

/** The answer to a request that does not fit: problem details, unless the route has a page for the status. */
export function refusal(exchange: Routed, { fault, findings }: Refused): Reply {
  if (hasPage(exchange, fault)) throw fault;
  exchange.failed(fault);
  return problemReply(exchange, fault, findings);
}

/**
 * What takes the place of an answer that did not fit: problem details that say which part it was. More stays in the log,
 * because names and values inside are the upstream's, and were never meant for the client if they are not described.
 */
export function refusedAnswer(exchange: Answered): Reply | undefined {
  const { fault } = exchange;
  if (fault?.code !== 'response_invalid' || hasPage(exchange, fault)) return undefined;
  const part = partOfMisfit(exchange);
  return problemReply(exchange, fault, part ? [part] : []);
}

function hasPage({ routing }: Exchange, { status }: Fault): boolean {
  return routing?.route.errorStyle.pages.has(status) ?? false;
}
