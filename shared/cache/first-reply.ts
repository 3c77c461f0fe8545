import type { Reply } from '../engine/reply.ts';
import type { KeptResponse } from './cache-store.ts';
import type { CachedRequest } from './cached-request.ts';
import type { Landing } from './flight.ts';
import { isNotModified, notModified } from './kept-reply.ts';

/** The answer for the request in whose name was fetched; `before` is what was kept then. */
export function firstReply(
  request: CachedRequest,
  landing: Exclude<Landing, { kind: 'failed' }>,
  before: KeptResponse | undefined,
): Reply {
  const reason = request.isOfItsOwnWill ? 'request' : undefined;
  if (landing.kind === 'kept') {
    const { kept, isConfirmed, status } = landing;
    return isConfirmed
      ? request.answerKept(kept, 'revalidated', reason)
      : request.answerKept(kept, 'stale', 'stale-if-error', status);
  }
  const state = before ? 'expired' : 'miss';
  if (landing.kind === 'not-shared') {
    const { reply, origin } = landing;
    request.exchange.set(request.parts.held, origin);
    request.note(state, { reason, status: reply.head.status });
    return reply;
  }
  const { head, body, came } = landing;
  request.note(state, {
    ...{ reason, status: came.status, stored: true },
    ttlMs: head.terms.lifetimeMs - head.terms.initialAgeMs,
  });
  if (isNotModified(request.exchange, head)) return notModified(came.headers);
  return { head: came, body: body?.open() ?? null };
}
