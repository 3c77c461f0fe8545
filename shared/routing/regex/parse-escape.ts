import type { CharRanges } from './char-ranges.ts';
import { escapedSets } from './named-sets.ts';
import type { PatternCursor } from './pattern-cursor.ts';

/** Reads what follows a backslash that stands for characters. Assertions are read by the caller before. */
export function parseEscape(cursor: PatternCursor): CharRanges {
  const hex = cursor.takeMatch(hexEscape);
  if (hex !== undefined) return single(Number.parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16), cursor);
  const char = cursor.peek();
  const set = escapedSets.get(char) ?? controls.get(char);
  if (set !== undefined) {
    cursor.next();
    return set;
  }
  if (char === '' || /[\w\u0080-\uffff]/.test(char)) cursor.fail(refusal(char));
  return single(cursor.next().charCodeAt(0), cursor);
}

const hexEscape = /x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|[xu]\{([\dA-Fa-f]{1,6})\}/y;

const controls: ReadonlyMap<string, CharRanges> = new Map([
  ['t', [9, 9]],
  ['n', [10, 10]],
  ['v', [11, 11]],
  ['f', [12, 12]],
  ['r', [13, 13]],
]);

function single(code: number, cursor: PatternCursor): CharRanges {
  if (code > 0xffff) cursor.fail('a character above U+FFFF');
  return [code, code];
}

function refusal(char: string): string {
  if (char === '') return 'a backslash with nothing after it';
  if (/[1-9k]/.test(char)) return 'a back-reference, which cannot be matched in bounded time,';
  if (/[pP]/.test(char)) return 'a Unicode class, which is not supported,';
  return `an unknown escape \\${char}`;
}
