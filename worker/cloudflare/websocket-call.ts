import { Fault } from '../../shared/errors/fault.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import { tellOutcome } from '../../shared/platform/tell-outcome.ts';
import type { UpstreamCall, UpstreamRequest, UpstreamResponse } from '../../shared/platform/transport.ts';
import { type LoneCallParts, loneCall } from './lone-call.ts';

/**
 * A WebSocket handshake on a connection of its own, so that it carries the Host it is to carry. We are the client of
 * it: no extension is offered, since our frames know none, and the answer is checked as a client must (RFC 6455 §4.1).
 */
export function websocketCall(request: UpstreamRequest, parts: LoneCallParts): UpstreamCall {
  const headers = new HeaderList(request.head.headers.flat.slice());
  headers.delete('sec-websocket-extensions');
  const call = loneCall({ ...request, head: { ...request.head, headers } }, parts);
  const key = headers.get('sec-websocket-key') ?? '';
  const response = call.response.then((answer) => checked(answer, key));
  return {
    response,
    tell: (receiver) => tellOutcome(response, receiver),
    cancel: (fault) => call.cancel(fault),
  };
}

async function checked(response: UpstreamResponse, key: string): Promise<UpstreamResponse> {
  const { tunnel, head } = response;
  if (tunnel === undefined) return response;
  const isSound = head.headers.get('sec-websocket-accept') === (await acceptOf(key));
  if (isSound && !head.headers.has('sec-websocket-extensions')) return response;
  const fault = new Fault('upstream_bad_response', { detail: isSound ? 'unasked extension' : 'sec-websocket-accept' });
  tunnel.cancel(fault);
  throw fault;
}

/** What a server answers to a key (RFC 6455 §4.2.2). */
async function acceptOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest(
    'SHA-1',
    new TextEncoder().encode(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`),
  );
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
