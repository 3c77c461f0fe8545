import type { Fault } from '../errors/fault.ts';
import { errorReply } from './error-reply.ts';
import type { Exchange, Routed } from './exchange.ts';
import type { Plan } from './plan.ts';
import type { Reply } from './reply.ts';

/** The reply for a request that failed, in the form that its route gives errors, if it got that far. */
export function faultReply(plan: Plan, exchange: Exchange, fault: Fault): Reply {
  const route = exchange.routing?.route;
  if (route?.handler.error && !route.errorStyle.pages.has(fault.status)) {
    try {
      return route.handler.error(exchange as Routed, fault);
    } catch {
      // A handler that fails over an error must not hide the error: it is told as everywhere else.
    }
  }
  return errorReply(fault, {
    id: exchange.trace.id,
    head: exchange.received,
    style: route?.errorStyle ?? plan.errorStyle,
    now: exchange.startedAt,
  });
}
