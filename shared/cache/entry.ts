import type { Terms } from './policy/terms.ts';

/** A kept response but for its body. Plain data: it can be written as JSON. */
export interface EntryHead {
  /** Tells this response from others that stood, or will stand, under its key. */
  readonly id: string;
  readonly status: number;
  /** Name and value in turn. */
  readonly fields: readonly string[];
  /** When it was asked for and when it came, in milliseconds since the epoch. */
  readonly requestAt: number;
  readonly responseAt: number;
  readonly terms: Terms;
  /** Scheme, host, path and query: what purges name. */
  readonly url: string;
  /** Words by which the origin groups responses, for purges. */
  readonly tags: readonly string[];
}

/** That the responses for an address differ by these request fields, sorted; each stands under a key of its own. */
export interface Marker {
  readonly names: readonly string[];
  readonly url: string;
}

/** The size of an entry in a store: what it takes beside its body is guessed on the safe side. */
export function sizeOf(key: string, { fields, url, tags }: EntryHead, bodyBytes: number): number {
  let characters = key.length + url.length;
  for (const field of fields) characters += field.length;
  for (const tag of tags) characters += tag.length;
  return characters * 2 + fields.length * 16 + 512 + bodyBytes;
}
