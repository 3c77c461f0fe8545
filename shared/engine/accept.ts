import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import { resolveClient } from '../http/client-address.ts';
import type { RequestHead } from '../http/head.ts';
import { normalizePath } from '../http/path.ts';
import type { Clock } from '../platform/platform.ts';
import type { Downstream } from './downstream.ts';
import { Exchange } from './exchange.ts';
import type { ListenerPlan, Plan, RequestLimits } from './plan.ts';

/**
 * Opens the exchange of a request: who asks, under which id, since when. Never fails, so that whatever is wrong with
 * the request is answered and logged with all of this; {@link check} finds what is wrong.
 */
export function accept(
  plan: Plan,
  clock: Clock,
  head: RequestHead,
  body: Body | null,
  downstream: Downstream,
): Exchange {
  const normal = normalizePath(head.path);
  return new Exchange({
    downstream,
    client: resolveClient(head, downstream, listenerOf(plan, downstream).trusted),
    trace: plan.trace(head.headers),
    startedAt: clock.now(),
    startedMono: clock.monotonic(),
    head: normal === undefined || normal.forward === head.path ? head : { ...head, path: normal.forward },
    path: normal === undefined ? '' : normal.match,
    body,
  });
}

/** The part of the plan for the listener that a request came in by. */
export function listenerOf(plan: Plan, { listener }: Downstream): ListenerPlan {
  return plan.listeners.get(listener) ?? plan.listeners.values().next().value!;
}

/** Holds a request against the bounds that stand for all of them. */
export function check(exchange: Exchange, limits: RequestLimits): void {
  const { received } = exchange;
  if (exchange.path === '') throw new Fault('bad_request', { detail: 'invalid path' });
  const { query, path, headers } = received;
  const uriLength = path.length + (query === undefined ? 0 : query.length + 1);
  if (uriLength > limits.maxUriLength) throw new Fault('uri_too_long', { detail: `${uriLength} bytes` });
  if (headers.size > limits.maxHeaderCount) throw new Fault('too_many_headers', { detail: `${headers.size} fields` });
  const bytes = sizeOf(headers.flat, limits);
  if (bytes > limits.maxHeaderBytes) throw new Fault('headers_too_large', { detail: `${bytes} bytes` });
}

/** The size of all fields; throws when one alone is too large. */
function sizeOf(flat: readonly string[], { maxHeaderNameBytes, maxHeaderValueBytes }: RequestLimits): number {
  let bytes = 0;
  for (let i = 0; i < flat.length; i += 2) {
    const nameBytes = flat[i]!.length;
    const valueBytes = flat[i + 1]!.length;
    if (nameBytes > maxHeaderNameBytes) throw new Fault('headers_too_large', { detail: 'name' });
    if (valueBytes > maxHeaderValueBytes) throw new Fault('headers_too_large', { detail: 'value' });
    bytes += nameBytes + valueBytes;
  }
  return bytes;
}
