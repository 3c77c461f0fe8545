import { digest } from '../../http/digest.ts';

/** Begins the keys of the counters of one limit; with the key of a request, and a word after it, they fit any ledger. */
export function counterPrefix(place: string): string {
  return `${place.length > longest ? `#${digest(place)}` : place}|`;
}

const longest = 160;
