import { type Finder, undecided } from '../scan/finder.ts';
import { isAlnum, isDigit, isDigitCode } from './chars.ts';

/** Telephone numbers: international ones, those of North America, and national ones that begin with 0. */
export const phone: Finder = {
  category: 'phone',
  mayBegin: (code) => isDigitCode(code) || code === plus || code === openBracket,
  match(text, at, isEnd) {
    if (isAlnum(text, at - 1) || (isJoin(text[at - 1]) && isDigit(text, at - 2))) return 0;
    // Groups of other numbers begin with 0 as well.
    if (text[at] === '0' && text[at - 1] === ' ' && isDigit(text, at - 2)) return 0;
    const read = readNumber(text, at, isEnd);
    if (read === undecided) return undecided;
    for (const end of read.ends.toReversed()) if (isPhone(text.slice(at, end))) return end - at;
    return 0;
  },
};

/** Digits an international number may have. */
const maxDigits = 15;

/** Reads groups of digits, and answers where each ends. */
function readNumber(
  text: string,
  start: number,
  isEnd: boolean,
): { readonly ends: readonly number[] } | typeof undecided {
  const ends: number[] = [];
  let at = start;
  let digits = 0;
  for (;;) {
    const from = at;
    while (at - from < 4 && isBetween(text[at])) at += 1;
    const groupStart = at;
    while (digits <= maxDigits && isDigit(text, at)) {
      at += 1;
      digits += 1;
    }
    if (at >= text.length && !isEnd) return undecided;
    if (digits > maxDigits || at === groupStart) return { ends };
    if (!isAlnum(text, at)) ends.push(at);
  }
}

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  if (text.startsWith('+')) return digits >= 8 && international.test(text);
  if (text.startsWith('00')) return digits >= 10 && international.test(text);
  return northAmerican.test(text) || (digits >= 9 && digits <= 12 && national.test(text));
}

const international = /^(?:\+|00)[ .-]?\(?[1-9]\d{0,3}\)?(?:[ ./-]{0,2}(?:\(\d{1,5}\)|\d{1,14}))*$/;
const northAmerican = /^(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d([ .-]))[2-9]\d\d[ .-]\d{4}$/;
const national = /^\(?0\d{1,5}\)?(?:([ ./-])\d{2,8}(?:(?:\1|[ -])\d{2,6}){0,5})$/;

/** What stands between the groups of a number. */
function isBetween(mark: string | undefined): boolean {
  return mark !== undefined && ' .-()/+'.includes(mark);
}

function isJoin(mark: string | undefined): boolean {
  return mark === '-' || mark === '.' || mark === '+';
}

const plus = 0x2b;
const openBracket = 0x28;
