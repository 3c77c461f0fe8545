import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { applyHeaderEdits } from '../http/header-edits.ts';
import { tapBody } from '../http/tapped-body.ts';
import { transformBody } from '../http/transformed-body.ts';
import { collectRequest } from './collect-request.ts';
import type { Answered, Routed } from './exchange.ts';
import { letGo } from './let-go.ts';
import type { Route } from './plan.ts';
import type { Reply } from './reply.ts';

/**
 * Runs the response hooks over a reply, whoever made it, and joins taps and transforms to its body. Lets go of the reply
 * when it throws.
 */
export function finishResponse(exchange: Routed, route: Route, reply: Reply): Reply | Promise<Reply> {
  exchange.answered(reply.head);
  if (route.onResponseBody.length === 0 || reply.tunnel) return runHooks(exchange, route, reply);
  return askBodyHooks(exchange as Routed & Answered, route, reply);
}

function runHooks(exchange: Routed, route: Route, reply: Reply): Reply | Promise<Reply> {
  let current = reply;
  try {
    for (let i = 0; i < route.answerInstead.length; i += 1) {
      const other = route.answerInstead[i]!(exchange as Answered);
      if (!other) continue;
      drop(current);
      current = other;
      exchange.answered(current.head);
    }
    if (route.responseEdits) applyHeaderEdits(route.responseEdits, current.head.headers);
    return route.onResponse.length > 0
      ? runWaitingHooks(exchange as Answered, route, current)
      : withWatchers(exchange as Answered, route, current);
  } catch (error) {
    throw letGo(current, Fault.from(error));
  }
}

/** Holds the body for those who ask for it; from then on it is sent from memory. */
async function askBodyHooks(exchange: Routed & Answered, route: Route, reply: Reply): Promise<Reply> {
  let current = reply;
  try {
    for (const hook of route.onResponseBody) {
      const limit = hook.limit(exchange);
      if (limit === undefined) continue;
      const content = current.body ? await contentOf(exchange, current.body, limit) : undefined;
      if (content) current = { head: current.head, body: new BytesBody(content) };
      hook.run(exchange, content);
    }
  } catch (error) {
    throw letGo(current, Fault.from(error));
  }
  return runHooks(exchange, route, current);
}

async function contentOf(exchange: Answered, body: Body, limit: number): Promise<Uint8Array> {
  try {
    return await collectRequest(exchange, body, limit);
  } catch (error) {
    const fault = Fault.from(error);
    if (fault.code !== 'payload_too_large') throw fault;
    throw new Fault('response_invalid', { detail: `more than ${limit} bytes` });
  }
}

/** Bytes of an answer that is not wanted that are read all the same, so that its connection can be used again. */
const mostUnwanted = 65_536;

/** Takes no more of a reply than is worth it. Whoever made it is not to blame. */
function drop(reply: Reply): void {
  if (reply.body?.length !== undefined && reply.body.length <= mostUnwanted) reply.body.start(nowhere);
  else letGo(reply, new Fault('client_left', { detail: 'another answer took its place' }));
}

const nowhere: BodySink = { write: () => true, end() {}, fail() {} };

async function runWaitingHooks(exchange: Answered, route: Route, reply: Reply): Promise<Reply> {
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
    body = 'replace' in transform ? transform.replace(body) : transformBody(body, transform);
    reply.head.headers.delete('content-length');
  }
  for (const hook of route.tapResponse) {
    const tap = hook(exchange);
    if (tap) body = tapBody(body, tap);
  }
  return body === reply.body ? reply : { head: reply.head, body };
}
