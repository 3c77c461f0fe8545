import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import { applyHeaderEdits } from '../http/header-edits.ts';
import { tapBody } from '../http/tapped-body.ts';
import { transformBody } from '../http/transformed-body.ts';
import type { Answered, Routed } from './exchange.ts';
import { letGo } from './let-go.ts';
import type { Route } from './plan.ts';
import type { Reply } from './reply.ts';

/**
 * Runs the response hooks over a reply, whoever made it, and joins taps and transforms to its body. Lets go of the reply
 * when it throws.
 */
export function finishResponse(exchange: Routed, route: Route, reply: Reply): Reply | Promise<Reply> {
  try {
    exchange.answered(reply.head);
    if (route.responseEdits) applyHeaderEdits(route.responseEdits, reply.head.headers);
    return route.onResponse.length > 0
      ? runHooks(exchange as Answered, route, reply)
      : withWatchers(exchange as Answered, route, reply);
  } catch (error) {
    throw letGo(reply, Fault.from(error));
  }
}

async function runHooks(exchange: Answered, route: Route, reply: Reply): Promise<Reply> {
  try {
    for (const hook of route.onResponse) await hook(exchange);
    return withWatchers(exchange, route, reply);
  } catch (error) {
    throw letGo(reply, Fault.from(error));
  }
}

function withWatchers(exchange: Answered, route: Route, reply: Reply): Reply {
  if (reply.body === null || reply.tunnel) return reply;
  let body: Body = reply.body;
  for (const hook of route.transformResponse) {
    const transform = hook(exchange);
    if (!transform) continue;
    body = transformBody(body, transform);
    reply.head.headers.delete('content-length');
  }
  for (const hook of route.tapResponse) {
    const tap = hook(exchange);
    if (tap) body = tapBody(body, tap);
  }
  return body === reply.body ? reply : { head: reply.head, body };
}
