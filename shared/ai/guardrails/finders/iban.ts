import { type Finder, undecided } from '../scan/finder.ts';
import { isAlnum, isDigit, isLetterCode } from './chars.ts';
import { ibanLengths } from './iban-lengths.ts';

/** Numbers of bank accounts: a country with its length, and a right checksum (ISO 13616). */
export const iban: Finder = {
  category: 'iban',
  mayBegin: isLetterCode,
  match(text, at, isEnd) {
    if (isAlnum(text, at - 1)) return 0;
    if (at + 4 > text.length) return isEnd || !mayBecome(text, at) ? 0 : undecided;
    const length = ibanLengths.get(text.slice(at, at + 2).toUpperCase());
    if (length === undefined || !isDigit(text, at + 2) || !isDigit(text, at + 3)) return 0;
    let taken = '';
    let end = at;
    while (taken.length < length) {
      if (end >= text.length) return isEnd ? 0 : undecided;
      if (isAlnum(text, end)) taken += text[end];
      else if (!isBetween(text[end]) || taken.length < 4 || !isAlnum(text, end - 1)) return 0;
      end += 1;
    }
    if (end >= text.length && !isEnd) return undecided;
    return !isAlnum(text, end) && isRight(taken.toUpperCase()) ? end - at : 0;
  },
};

function mayBecome(text: string, at: number): boolean {
  for (let i = at; i < text.length; i += 1) {
    if (i - at < 2 ? !isLetterCode(text.charCodeAt(i)) : !isDigit(text, i)) return false;
  }
  return true;
}

function isBetween(mark: string | undefined): boolean {
  return mark === ' ' || mark === '-' || mark === '\u00a0';
}

/** The remainder by 97, the first four characters at the end and letters as numbers from 10, is 1. */
function isRight(number: string): boolean {
  let rest = 0;
  for (const sign of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
