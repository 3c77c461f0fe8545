import type { CacheNote } from '../../engine/cache-note.ts';

/** One member of `cache-status`: what this cache did with a request (RFC 9211). */
export function cacheStatus(name: string, note: CacheNote): string {
  const { state, reason, ttlSecs, fetchedStatus, stored } = note;
  const forwarded = forwardedFor(note);
  let member = forwarded === undefined ? `${name}; hit` : `${name}; fwd=${forwarded}`;
  if (state === 'revalidated') member += '; fwd-status=304';
  else if (fetchedStatus !== undefined) member += `; fwd-status=${fetchedStatus}`;
  if (ttlSecs !== undefined) member += `; ttl=${ttlSecs}`;
  if (stored) member += '; stored';
  if (state === 'collapsed') member += '; collapsed';
  return reason === undefined || reason === forwarded ? member : `${member}; detail=${reason}`;
}

/** Why the origin was asked; `undefined` when it was not. Both are never said of one answer (RFC 9211 §2.1, §2.2). */
function forwardedFor({ state, reason, found, isVaryMiss }: CacheNote): string | undefined {
  if (state === 'bypass') return reason === 'method' ? 'method' : 'bypass';
  // Where it was asked, `found` is why.
  if (state === 'hit' || state === 'stale') return found;
  return found ?? (isVaryMiss ? 'vary-miss' : 'uri-miss');
}
