import { type Finder, undecided } from '../scan/finder.ts';
import { isAlnum, isDigit, isDigitCode } from './chars.ts';

/** Numbers of payment cards: a known brand with its lengths, and a right check digit (Luhn). */
export const card: Finder = {
  category: 'credit-card',
  mayBegin: isDigitCode,
  match(text, at, isEnd) {
    if (isAlnum(text, at - 1)) return 0;
    let digits = '';
    let found = 0;
    let end = at;
    for (;;) {
      while (isDigit(text, end) && digits.length <= maxDigits) {
        digits += text[end];
        end += 1;
      }
      if (digits.length > maxDigits) return found;
      if (end >= text.length && !isEnd) return undecided;
      if (!isAlnum(text, end) && isCard(digits)) found = end - at;
      if (!isSeparator(text, end)) return found;
      if (end + 1 >= text.length && !isEnd) return undecided;
      if (!isDigit(text, end + 1)) return found;
      end += 1;
    }
  },
};

const maxDigits = 19;

function isSeparator(text: string, at: number): boolean {
  const mark = text[at];
  return mark === ' ' || mark === '-' || mark === '\u00a0';
}

function isCard(digits: string): boolean {
  return brands.some(({ starts, lengths }) => lengths.includes(digits.length) && starts.test(digits)) && luhn(digits);
}

/** Beginnings and lengths of the brands. */
const brands: readonly { readonly starts: RegExp; readonly lengths: readonly number[] }[] = [
  { starts: /^4/, lengths: [13, 16, 19] },
  { starts: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { starts: /^3[47]/, lengths: [15] },
  { starts: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { starts: /^(?:30[0-5]|36|38|39)/, lengths: [14, 16, 19] },
  { starts: /^35(?:2[89]|[3-8])/, lengths: [16, 19] },
  { starts: /^(?:62|81)/, lengths: [16, 17, 18, 19] },
  { starts: /^(?:50|5[6-8]|6[0-3]|67)/, lengths: [16, 18, 19] },
  { starts: /^(?:220[0-4]|9792)/, lengths: [16, 19] },
];

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    const weighed = i % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
