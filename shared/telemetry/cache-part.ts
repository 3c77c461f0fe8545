import { cacheNote } from '../engine/cache-note.ts';
import type { Finished } from '../engine/exchange.ts';

/** What a line of the access log tells of the cache; nothing on routes without one. */
export function cachePart(exchange: Finished): string {
  const note = exchange.get(cacheNote);
  if (note === undefined) return '';
  // Both are words of our own, which need no escaping.
  return note.reason === undefined
    ? `,"cache":"${note.state}"`
    : `,"cache":"${note.state}","cache_reason":"${note.reason}"`;
}
