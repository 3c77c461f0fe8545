import type { Routed } from '../../engine/exchange.ts';
import { digest } from '../../http/digest.ts';
import { rememberingLast } from '../remembering-last.ts';
import type { Subject } from './quota.ts';

/** Begins the keys of the counters of one limit; with the key of a request, and a word after it, they fit any ledger. */
export function counterPrefix(place: string): string {
  return `${place.length > longest ? `#${digest(place)}` : place}|`;
}

/**
 * The keys of the counters of one limit. Most requests in a row are of the same subject, whose key is then the same text,
 * which a ledger in memory finds without reading it.
 */
export function counterKeys(prefix: string, subject: Subject): (exchange: Routed) => string {
  const keyOf = rememberingLast((text) => prefix + text);
  return (exchange) => keyOf(subject(exchange));
}

const longest = 160;
