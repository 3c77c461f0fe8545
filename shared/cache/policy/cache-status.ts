import type { CacheNote } from '../../engine/cache-note.ts';

/** One member of `cache-status`: what this cache did with a request (RFC 9211). */
export function cacheStatus(name: string, note: CacheNote): string {
  const { state, reason, ttlSecs, fetchedStatus, stored } = note;
  let member = name;
  if (state === 'hit' || state === 'stale') member += '; hit';
  else member += `; fwd=${forwardedFor(note)}`;
  if (state === 'revalidated') member += '; fwd-status=304';
  else if (fetchedStatus !== undefined) member += `; fwd-status=${fetchedStatus}`;
  if (ttlSecs !== undefined) member += `; ttl=${ttlSecs}`;
  if (stored) member += '; stored';
  if (state === 'collapsed') member += '; collapsed';
  return reason === undefined ? member : `${member}; detail=${reason}`;
}

function forwardedFor({ state, reason, isVaryMiss }: CacheNote): string {
  if (state === 'revalidated' || state === 'expired') return reason === 'request' ? 'request' : 'stale';
  if (state === 'bypass') return reason === 'method' ? 'method' : 'bypass';
  return isVaryMiss ? 'vary-miss' : 'uri-miss';
}
