import type { ResponseHead } from '../http/head.ts';
import { HeaderList } from '../http/header-list.ts';
import type { KeptResponse } from './cache-store.ts';
import type { CachedRequest } from './cached-request.ts';
import { renewedHead } from './entry-head.ts';
import { isKeptBack } from './keep-reply.ts';
import { isOfSame } from './policy/validation.ts';

/**
 * What the answer to HEAD tells of the response that is kept: that it still holds, and until when, or that it is another
 * by now (RFC 9111 §4.3.5).
 */
export async function freshenByHead(request: CachedRequest, kept: KeptResponse, came: ResponseHead): Promise<void> {
  if (came.status !== 200 || kept.head.status !== 200) return;
  const { cache, options } = request.parts;
  const key = request.entryKey(request.names);
  if (!isOfSame(came.headers, new HeaderList(kept.head.fields.slice()))) {
    await cache.store.delete(key);
    return;
  }
  const at = request.now();
  const head = renewedHead(kept.head, came.headers, { requestAt: request.exchange.startedAt, responseAt: at }, options);
  // What was said to one user is not written into what others get.
  if (isKeptBack(request, { status: head.status, headers: new HeaderList(head.fields.slice()) })) return;
  await cache.store.renew(key, kept.head.id, head);
}
