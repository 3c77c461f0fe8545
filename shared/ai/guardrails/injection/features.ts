import { conceptNames, mentionsIn } from './concepts.ts';
import { rules, rulesThatFit } from './rules.ts';

/** What the model weighs of one reading of a text. */
export interface Features {
  /** Rules that fit and concepts that are mentioned, by number. */
  readonly named: readonly number[];
  /** Words and pairs of words, by the buckets they fall into. */
  readonly hashed: readonly number[];
  readonly rules: readonly number[];
}

/** Features with a number of their own: the rules, the concepts, and that the text was hidden. */
export const namedFeatures: number = rules.length + conceptNames.length + 1;

/** Buckets of the words. */
export const buckets = 4096;

/** The features of a folded text. */
export function featuresOf(
  text: string,
  { isHidden, isSqueezed }: { readonly isHidden: boolean; readonly isSqueezed: boolean },
): Features {
  const { mentions } = mentionsIn(text, isSqueezed);
  const fitting = rulesThatFit(mentions);
  const concepts = new Set(mentions.map(({ concept }) => rules.length + concept));
  const named = [...fitting, ...concepts];
  if (isHidden && fitting.length > 0) named.push(namedFeatures - 1);
  return { named, hashed: isSqueezed ? [] : hashes(text), rules: fitting };
}

function hashes(text: string): readonly number[] {
  const words = text.match(tokens) ?? [];
  const found = new Set<number>();
  let before = '^';
  for (const word of words) {
    found.add(bucketOf(word));
    found.add(bucketOf(`${before} ${word}`));
    before = word;
  }
  return [...found];
}

/** Words; pairs of characters where there are no blanks between words. */
const tokens = /[\u3040-\u9fff\uac00-\ud7af]{1,2}|[\p{L}\p{N}']+/gu;

/** FNV-1a over UTF-16 units. */
function bucketOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) ^ (hash >>> 15)) & (buckets - 1);
}
