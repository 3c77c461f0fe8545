import type { Routed } from '../engine/exchange.ts';
import type { Reply } from '../engine/reply.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { type RequestHead, targetOf } from '../http/head.ts';
import { HeaderList } from '../http/header-list.ts';

/**
 * The answer to a request that its client sends this far and no further (`Max-Forwards: 0`, RFC 9110 §7.6.2), as two
 * methods have it; `undefined` when the request goes on.
 */
export function lastHopReply({ received }: Routed): Reply | undefined {
  const { method } = received;
  if (method !== 'OPTIONS' && method !== 'TRACE') return undefined;
  const left = received.headers.get('max-forwards');
  if (left === undefined || !/^0+$/.test(left)) return undefined;
  return method === 'TRACE' ? traceReply(received) : { head: { status: 200, headers: new HeaderList() }, body: null };
}

/** What came, as far as it tells of the way: all other fields may hold secrets of the client (RFC 9110 §9.3.8). */
function traceReply(received: RequestHead): Reply {
  let text = `TRACE ${targetOf(received)} HTTP/1.1\r\nHost: ${received.authority}\r\n`;
  for (const [name, value] of received.headers) {
    if (name === 'max-forwards' || name === 'via') text += `${name}: ${value}\r\n`;
  }
  const body = new BytesBody(`${text}\r\n`);
  return { head: { status: 200, headers: HeaderList.of({ 'content-type': 'message/http' }) }, body };
}
