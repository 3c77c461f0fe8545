import { type CharRanges, foldCase, onlyChar, otherThan, unionOf } from './char-ranges.ts';
import { posixSets } from './named-sets.ts';
import { parseEscape } from './parse-escape.ts';
import type { PatternCursor } from './pattern-cursor.ts';

/** Reads a class such as `[a-z_]`, from after its opening bracket to after its closing one. */
export function parseCharClass(cursor: PatternCursor, ignoreCase: boolean): CharRanges {
  const isNegated = cursor.take('^');
  const sets: CharRanges[] = [];
  if (cursor.peek() === ']') cursor.fail('an empty class, or an unescaped ] as its first member,');
  while (!cursor.isDone && cursor.peek() !== ']') sets.push(parseMember(cursor));
  if (!cursor.take(']')) cursor.fail('a class that is not closed');
  // Case is folded before the negation: `(?i)[^a]` takes neither `a` nor `A`.
  const all = ignoreCase ? foldCase(unionOf(sets)) : unionOf(sets);
  return isNegated ? otherThan(all) : all;
}

/** One character, range or set. */
function parseMember(cursor: PatternCursor): CharRanges {
  const named = cursor.takeMatch(posixName);
  if (named !== undefined) return posixSet(cursor, named[2]!, named[1] === '^');
  const low = parseOne(cursor);
  if (cursor.peek() !== '-' || cursor.peek(1) === ']') return low;
  cursor.next();
  const high = parseOne(cursor);
  const first = onlyChar(low);
  const last = onlyChar(high);
  if (first === undefined || last === undefined || first > last) {
    cursor.fail('a range in a class that has no order');
    return [];
  }
  return [first, last];
}

const posixName = /\[:(\^?)([a-z]+):\]/y;

function posixSet(cursor: PatternCursor, name: string, isNegated: boolean): CharRanges {
  const set = posixSets.get(name);
  if (set === undefined) cursor.fail(`an unknown class [:${name}:]`);
  return isNegated ? otherThan(set ?? []) : (set ?? []);
}

function parseOne(cursor: PatternCursor): CharRanges {
  if (cursor.take('\\')) return parseEscape(cursor);
  if (cursor.peek() === '[') cursor.fail('an unescaped [ inside a class; write \\[ for the character,');
  if (cursor.peek() === '&' && cursor.peek(1) === '&')
    cursor.fail('an intersection of classes, which is not supported,');
  const code = cursor.next().charCodeAt(0);
  return [code, code];
}
