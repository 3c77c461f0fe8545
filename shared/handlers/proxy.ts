import { type Finished, type Routed, slot } from '../engine/exchange.ts';
import type { Handler } from '../engine/handler.ts';
import type { Reply } from '../engine/reply.ts';
import { upgradeOf } from '../engine/upgrade.ts';
import { returnedHeaders, upstreamHeaders } from '../http/forwarding.ts';
import type { RequestHead } from '../http/head.ts';
import { applyHeaderEdits } from '../http/header-edits.ts';
import type { HeaderList } from '../http/header-list.ts';
import { attempt, type Forwarding, type Outgoing, type Taken } from '../upstream/attempts.ts';
import { outcomeOf } from '../upstream/outcome.ts';
import type { Target } from '../upstream/target.ts';
import { targetHost } from '../upstream/target-host.ts';

/** How the `Host` sent upstream comes about: as the client named it, as the target is addressed, or a fixed name. */
export type HostHeader = 'preserve' | 'target' | { readonly fixed: string };

/** Sends the request to a target of an upstream and answers with what it answers. */
export function proxy(forwarding: Forwarding, host: HostHeader): Handler {
  const held = slot<Taken>();
  const { upstream } = forwarding;
  return {
    name: 'proxy',

    async answer(exchange) {
      const taken = await attempt(exchange, outgoingOf(exchange, host), forwarding);
      exchange.set(held, taken);
      const reply = replyOf(exchange, taken);
      const cookie = upstream.mark(exchange, taken.target);
      if (cookie !== undefined) reply.head.headers.append('set-cookie', cookie);
      return reply;
    },

    finish(exchange) {
      const taken = exchange.get(held);
      if (taken) upstream.release(exchange as Finished & Routed, taken.target, outcomeAtEnd(exchange, taken));
    },
  };
}

function outgoingOf(exchange: Routed, host: HostHeader): Outgoing {
  const { request, received } = exchange;
  const { route } = exchange.routing;
  const upgrade = upgradeOf(exchange.received);
  const headers = upstreamHeaders(exchange);
  if (route.requestEdits) applyHeaderEdits(route.requestEdits, headers);
  for (const hook of route.onUpstream) hook(exchange, headers);
  // A Host that a rule of the route wrote goes before the setting of the upstream.
  const written = takeHost(headers) ?? (request.authority === received.authority ? undefined : request.authority);
  return { upgrade, head: (target) => headFor(request, headers, written ?? hostFor(target, request, host)) };
}

/** The transport writes the Host itself: one that edits have put into the list is taken out of it. */
function takeHost(headers: HeaderList): string | undefined {
  const host = headers.get('host');
  if (host !== undefined) headers.delete('host');
  return host;
}

function headFor(request: RequestHead, headers: HeaderList, authority: string): RequestHead {
  const { method, scheme, path, query, version } = request;
  return { method, scheme, authority, path, query, version, headers };
}

function hostFor(target: Target, { authority }: RequestHead, host: HostHeader): string {
  if (typeof host === 'object') return host.fixed;
  // A client of HTTP/1.0 may name no host; every request of HTTP/1.1 must.
  return host === 'preserve' && authority !== '' ? authority : targetHost(target);
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
