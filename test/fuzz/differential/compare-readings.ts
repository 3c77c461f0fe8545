import type { ConnectionReading, MessageReading } from './reading.ts';

/** How two readings of the same bytes stand to each other. */
export type Comparison =
  /** Both read the same. */
  | { readonly kind: 'agreement' }
  /** We refuse, for this reason, what the other takes. */
  | { readonly kind: 'stricter'; readonly reason: string }
  /** We take what the other does not, or in another way. */
  | { readonly kind: 'looser'; readonly what: string };

/**
 * Compares what was handed on: heads, content, trailers and whether messages are whole. Ours may stop anywhere, but what
 * it hands on must be what theirs handed on.
 */
export function compareReadings(ours: ConnectionReading, theirs: ConnectionReading): Comparison {
  if (ours.messages.length > theirs.messages.length) return { kind: 'looser', what: 'a message more' };
  for (const [i, reading] of ours.messages.entries()) {
    const what = surplus(reading, theirs.messages[i]!);
    if (what !== undefined) return { kind: 'looser', what };
  }
  if (!isLess(ours, theirs)) return { kind: 'agreement' };
  return ours.refusal === undefined
    ? { kind: 'looser', what: 'silence where the other reads on' }
    : { kind: 'stricter', reason: ours.refusal };
}

/** What our reading of a message says that theirs does not. */
function surplus(ours: MessageReading, theirs: MessageReading): string | undefined {
  if (ours.head !== theirs.head) return 'another head';
  if (!theirs.content.startsWith(ours.content)) return 'other content';
  if (!ours.isWhole) return undefined;
  if (!theirs.isWhole) return 'a whole message of half of one';
  if (theirs.content !== ours.content) return 'content that ends early';
  return ours.trailers === theirs.trailers ? undefined : 'other trailers';
}

function isLess(ours: ConnectionReading, theirs: ConnectionReading): boolean {
  if (ours.messages.length < theirs.messages.length) return true;
  const [own, other] = [ours.messages.at(-1), theirs.messages.at(-1)];
  if (own === undefined || other === undefined) return false;
  return own.content.length < other.content.length || (other.isWhole && !own.isWhole);
}
