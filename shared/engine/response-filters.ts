import type { Body } from '../http/body.ts';
import { applyHeaderEdits } from '../http/header-edits.ts';
import { tapBody } from '../http/tapped-body.ts';
import { transformBody } from '../http/transformed-body.ts';
import type { Answered, Routed } from './exchange.ts';
import type { Route } from './plan.ts';
import type { Reply } from './reply.ts';

/** Runs the response hooks over a reply, whoever made it, and joins taps and transforms to its body. */
export function finishResponse(exchange: Routed, route: Route, reply: Reply): Reply | Promise<Reply> {
  exchange.answered(reply.head);
  if (route.responseEdits) applyHeaderEdits(route.responseEdits, reply.head.headers);
  if (route.onResponse.length > 0) return runHooks(exchange, route, reply);
  return withWatchers(exchange as Answered, route, reply);
}

async function runHooks(exchange: Routed, route: Route, reply: Reply): Promise<Reply> {
  for (const hook of route.onResponse) await hook(exchange as Answered);
  return withWatchers(exchange as Answered, route, reply);
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
