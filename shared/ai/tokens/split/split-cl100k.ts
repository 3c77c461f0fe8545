import { charClass, classAt, letter, runEnd, widthAt } from './char-class.ts';
import { blank, contractionEnd, linesEnd, threeNumbersEnd } from './shared-rules.ts';

/** Pieces of cl100k: as those of r50k, but words with any one sign before them, and at most three numbers together. */
export function splitCl100k(text: string, from: number): number {
  const contraction = contractionEnd(text, from, true);
  if (contraction > from) return contraction;
  const kind = classAt(text, from);
  if ((kind & letter) !== 0) return runEnd(text, from, letter);
  if ((kind & charClass.number) !== 0) return threeNumbersEnd(text, from);
  if ((kind & charClass.newline) === 0) {
    const word = from + widthAt(text, from);
    if ((classAt(text, word) & letter) !== 0) return runEnd(text, word, letter);
  }
  const signs = text.charCodeAt(from) === blank ? from + 1 : from;
  if ((classAt(text, signs) & sign) === 0) return linesEnd(text, from);
  return runEnd(text, runEnd(text, signs, sign), charClass.newline);
}

const sign = charClass.other | charClass.mark;
