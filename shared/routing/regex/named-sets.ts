import { type CharRanges, charRanges, otherThan } from './char-ranges.ts';

const digit = ranges('09');
const space = charRanges([
  [9, 13],
  [32, 32],
]);

/** Letters, digits and the underscore: what `\w` takes and `\b` divides. */
export const word: CharRanges = ranges('09', 'AZ', '__', 'az');

/** What `.` takes: everything but a line feed. */
export const notLineFeed: CharRanges = otherThan([10, 10]);

/** Sets that an escape stands for. ASCII alone: a path holds nothing else. */
export const escapedSets: ReadonlyMap<string, CharRanges> = new Map([
  ['d', digit],
  ['D', otherThan(digit)],
  ['w', word],
  ['W', otherThan(word)],
  ['s', space],
  ['S', otherThan(space)],
]);

/** Sets written `[:name:]` inside a class. */
export const posixSets: ReadonlyMap<string, CharRanges> = new Map([
  ['alnum', ranges('09', 'AZ', 'az')],
  ['alpha', ranges('AZ', 'az')],
  ['digit', digit],
  ['lower', ranges('az')],
  ['upper', ranges('AZ')],
  ['punct', ranges('!/', ':@', '[`', '{~')],
  ['space', space],
  ['word', word],
  ['xdigit', ranges('09', 'AF', 'af')],
]);

function ranges(...pairs: string[]): CharRanges {
  return charRanges(pairs.map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]));
}
