import { charClass, classAt, letter, runEnd, widthAt } from './char-class.ts';
import { blank, contractionEnd, linesEnd, threeNumbersEnd } from './shared-rules.ts';

/** Pieces of o200k: words end where small letters are followed by capitals, and take `'s` and the like with them. */
export function splitO200k(text: string, from: number): number {
  const kind = classAt(text, from);
  if ((kind & charClass.number) !== 0) return threeNumbersEnd(text, from);
  const word = wordEnd(text, from, kind);
  if (word > from) return contractionEnd(text, word, true);
  const signs = text.charCodeAt(from) === blank ? from + 1 : from;
  if ((classAt(text, signs) & sign) === 0) return linesEnd(text, from);
  return linesOrSlashesEnd(text, runEnd(text, signs, sign));
}

/** The end of a word with at most one sign before it; `from` where there is none. */
function wordEnd(text: string, from: number, kind: number): number {
  const isLetter = (kind & letter) !== 0;
  const start = isLetter || (kind & charClass.newline) !== 0 ? from : from + widthAt(text, from);
  const small = smallEnd(text, start);
  if (small > start) return small;
  // A mark may be the sign before a word, and a word by itself; the latter counts before a word of capitals alone.
  if ((kind & charClass.mark) !== 0) return smallEnd(text, from);
  const capitals = runEnd(text, start, charClass.upper);
  return capitals > start ? capitals : from;
}

/**
 * `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`: capitals, then small letters; letters without case are
 * both. Where no small letters follow, the word ends with the last letter that could be one. `start` where none is.
 */
function smallEnd(text: string, start: number): number {
  let end = start;
  let lastBoth = start;
  while (end < text.length) {
    const kind = classAt(text, end);
    if ((kind & charClass.lower) !== 0) return runEnd(text, end, charClass.lower | both);
    if ((kind & (charClass.upper | both)) === 0) break;
    end += widthAt(text, end);
    if ((kind & both) !== 0) lastBoth = end;
  }
  return lastBoth;
}

function linesOrSlashesEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit !== lineFeed && unit !== carriageReturn && unit !== slash) return at;
    at += 1;
  }
}

const both = charClass.caseless | charClass.mark;
const sign = charClass.other | charClass.mark;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const slash = 0x2f;
