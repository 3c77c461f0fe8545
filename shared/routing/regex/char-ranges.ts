/** A set of characters: first and last code of each range, flat, ascending, neither touching nor overlapping. */
export type CharRanges = readonly number[];

/** Makes a set of ranges in any order. */
export function charRanges(ranges: readonly (readonly [first: number, last: number])[]): CharRanges {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const flat: number[] = [];
  for (const [first, last] of sorted) {
    const end = flat.length - 1;
    if (end > 0 && first <= flat[end]! + 1) flat[end] = Math.max(flat[end]!, last);
    else flat.push(first, last);
  }
  return flat;
}

/** Every character that is not in the set. */
export function otherThan(set: CharRanges): CharRanges {
  const flat: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) flat.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= lastChar) flat.push(next, lastChar);
  return flat;
}

/** The union of sets. */
export function unionOf(sets: readonly CharRanges[]): CharRanges {
  return charRanges(sets.flatMap(pairsOf));
}

/** The set and the other case of each of its ASCII letters. */
export function foldCase(set: CharRanges): CharRanges {
  const folded = pairsOf(set);
  for (const [first, last] of pairsOf(set)) {
    shiftInto(folded, [Math.max(first, upperA), Math.min(last, upperZ)], caseDistance);
    shiftInto(folded, [Math.max(first, lowerA), Math.min(last, lowerZ)], -caseDistance);
  }
  return charRanges(folded);
}

/** Whether the set holds the character. */
export function hasChar(set: CharRanges, code: number): boolean {
  for (let i = 0; i < set.length; i += 2) if (code >= set[i]! && code <= set[i + 1]!) return true;
  return false;
}

/** The one character of the set; `undefined` when it holds none or several. */
export function onlyChar(set: CharRanges): number | undefined {
  return set.length === 2 && set[0] === set[1] ? set[0] : undefined;
}

/** The last code a character can have: text is compared in UTF-16 units. */
export const lastChar = 0xffff;

const [upperA, upperZ, lowerA, lowerZ, caseDistance] = [0x41, 0x5a, 0x61, 0x7a, 0x20];

function pairsOf(set: CharRanges): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < set.length; i += 2) pairs.push([set[i]!, set[i + 1]!]);
  return pairs;
}

function shiftInto(pairs: [number, number][], [first, last]: [number, number], distance: number): void {
  if (first <= last) pairs.push([first + distance, last + distance]);
}
