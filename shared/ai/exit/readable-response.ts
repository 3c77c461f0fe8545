import type { UpstreamResponse } from '../../platform/transport.ts';
import { decodedEvents } from '../events/decoded-events.ts';

/** The response without an encoding, which upstreams are asked to leave away and some apply all the same. */
export function readableResponse(response: UpstreamResponse): UpstreamResponse {
  const { head, body } = response;
  const encoding = head.headers.joined('content-encoding');
  if (body === null || encoding === undefined) return response;
  const headers = head.headers.copy();
  headers.delete('content-encoding');
  headers.delete('content-length');
  return { ...response, head: { status: head.status, headers }, body: decodedEvents(body, encoding) };
}
