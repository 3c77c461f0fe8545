import { type Finished, type Routed, type Slot, slot } from '../engine/exchange.ts';
import type { Handler, Replier } from '../engine/handler.ts';
import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import { returnedHeaders } from '../http/forwarding.ts';
import { revealFallback } from '../upstream/fallback/reveal-fallback.ts';
import { type Forwarding, forwardTo } from '../upstream/forwarding.ts';
import { outcomeOf } from '../upstream/outcome.ts';
import { ProxiedRequest } from '../upstream/proxied-request.ts';
import type { BodyCopy } from '../upstream/shadow/body-copy.ts';
import type { Taken, TriesOwner } from '../upstream/taken.ts';
import { lastHopReply } from './last-hop.ts';

/** Sends the request to a target of an upstream and answers with what it answers. */
export function proxy(forwarding: Forwarding): Handler {
  const held = slot<Taken>();
  const copied = slot<BodyCopy>();
  const { shadow, maxReplayBytes } = forwarding;
  const parts = { held, reveals: forwarding.fallback?.reveal === true };

  function answerTo(exchange: Routed, replier: Replier): void {
    const own = lastHopReply(exchange);
    if (own) {
      replier.reply(own);
      return;
    }
    const request = new ProxiedRequest(exchange, maxReplayBytes);
    const copy = shadow?.copy(exchange, request);
    if (copy) exchange.set(copied, copy);
    forwardTo(exchange, request, forwarding, new Awaited(exchange, replier, parts));
  }

  return {
    name: 'proxy',
    answerTo,

    answer(exchange) {
      return new Promise((reply, failed) => answerTo(exchange, { reply, failed }));
    },

    finish(exchange) {
      const taken = exchange.get(held);
      if (taken) taken.upstream.release(exchange as Finished & Routed, taken.target, outcomeAtEnd(exchange, taken));
      if (shadow) exchange.get(copied)?.leave();
    },
  };
}

/** A request whose answer is awaited: makes a reply of it. */
class Awaited implements TriesOwner {
  readonly #exchange: Routed;
  readonly #replier: Replier;
  readonly #parts: { readonly held: Slot<Taken>; readonly reveals: boolean };

  constructor(exchange: Routed, replier: Replier, parts: { readonly held: Slot<Taken>; readonly reveals: boolean }) {
    this.#exchange = exchange;
    this.#replier = replier;
    this.#parts = parts;
  }

  taken(taken: Taken): void {
    let reply: Reply;
    try {
      reply = this.#replyOf(taken);
    } catch (error) {
      this.#replier.failed(Fault.from(error));
      return;
    }
    this.#replier.reply(reply);
  }

  failed(fault: Fault): void {
    this.#replier.failed(fault);
  }

  #replyOf(taken: Taken): Reply {
    const exchange = this.#exchange;
    exchange.set(this.#parts.held, taken);
    const reply = replyOf(exchange, taken);
    const cookie = taken.upstream.mark(exchange, taken.target);
    if (cookie !== undefined) reply.head.headers.append('set-cookie', cookie);
    if (this.#parts.reveals) revealFallback(exchange, reply.head.headers);
    return reply;
  }
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
