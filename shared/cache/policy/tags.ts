import type { HeaderList } from '../../http/header-list.ts';
import { trimBlanks } from '../../http/trim-blanks.ts';

/** Tags of one response, at most; and characters of one. */
const maxTags = 64;
const maxTagLength = 256;

/** The words by which an origin groups its responses: `cache-tag` with commas, `surrogate-key` with blanks between. */
export function tagsOf(headers: HeaderList): readonly string[] {
  const byCommas = headers.joined('cache-tag');
  const byBlanks = headers.joined('surrogate-key');
  if (byCommas === undefined && byBlanks === undefined) return [];
  const tags = new Set<string>();
  for (const tag of (byCommas ?? '').split(',')) note(tags, trimBlanks(tag));
  for (const tag of (byBlanks ?? '').split(blanks)) note(tags, tag);
  return [...tags];
}

function note(tags: Set<string>, tag: string): void {
  if (tag !== '' && tag.length <= maxTagLength && tags.size < maxTags) tags.add(tag);
}

const blanks = /[\s,]+/;
