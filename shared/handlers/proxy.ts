import { type Finished, type Routed, slot } from '../engine/exchange.ts';
import type { Handler } from '../engine/handler.ts';
import type { Reply } from '../engine/reply.ts';
import { returnedHeaders } from '../http/forwarding.ts';
import type { Taken } from '../upstream/attempts.ts';
import { revealFallback } from '../upstream/fallback/reveal-fallback.ts';
import { type Forwarding, forward } from '../upstream/forwarding.ts';
import { outcomeOf } from '../upstream/outcome.ts';
import { ProxiedRequest } from '../upstream/proxied-request.ts';
import type { BodyCopy } from '../upstream/shadow/body-copy.ts';
import { lastHopReply } from './last-hop.ts';

/** Sends the request to a target of an upstream and answers with what it answers. */
export function proxy(forwarding: Forwarding): Handler {
  const held = slot<Taken>();
  const copied = slot<BodyCopy>();
  const { shadow, fallback, maxReplayBytes } = forwarding;
  return {
    name: 'proxy',

    async answer(exchange) {
      const own = lastHopReply(exchange);
      if (own) return own;
      const request = new ProxiedRequest(exchange, maxReplayBytes);
      const copy = shadow?.copy(exchange, request);
      if (copy) exchange.set(copied, copy);
      const taken = await forward(exchange, request, forwarding);
      exchange.set(held, taken);
      const reply = replyOf(exchange, taken);
      const cookie = taken.upstream.mark(exchange, taken.target);
      if (cookie !== undefined) reply.head.headers.append('set-cookie', cookie);
      if (fallback?.reveal) revealFallback(exchange, reply.head.headers);
      return reply;
    },

    finish(exchange) {
      const taken = exchange.get(held);
      if (taken) taken.upstream.release(exchange as Finished & Routed, taken.target, outcomeAtEnd(exchange, taken));
      if (shadow) exchange.get(copied)?.leave();
    },
  };
}

function replyOf(exchange: Routed, { response }: Taken): Reply {
  const headers = returnedHeaders(response.head, exchange.trace.id);
  const { status } = response.head;
  if (!response.tunnel) return { head: { status, headers }, body: response.body };
  headers.set('connection', 'upgrade');
  headers.set('upgrade', response.head.headers.get('upgrade') ?? 'websocket');
  return { head: { status, headers }, body: null, tunnel: response.tunnel };
}

/** The target is also to blame for an answer that it broke off. */
function outcomeAtEnd({ ending }: Finished, { outcome }: Taken) {
  const isBroken = ending.fault !== undefined && ending.fault.source === 'upstream';
  return isBroken ? outcomeOf(ending.fault, outcome.tookMs) : outcome;
}
