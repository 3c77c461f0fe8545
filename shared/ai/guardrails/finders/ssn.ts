import { backReach, type Finder, undecided } from '../scan/finder.ts';
import { isAlnum, isDigit, isDigitCode } from './chars.ts';

/** Social security numbers of the United States: grouped, or bare where the text names them; tax numbers of foreigners too. */
export const ssn: Finder = {
  category: 'ssn',
  mayBegin: isDigitCode,
  match(text, at, isEnd) {
    if (isAlnum(text, at - 1) || (text[at - 1] === '-' && isDigit(text, at - 2))) return 0;
    const grouped = fits(text, at, isEnd, 'ddd-dd-dddd');
    if (grouped !== 0) return grouped;
    const bare = fits(text, at, isEnd, 'ddddddddd');
    return bare > 0 && !named.test(text.slice(Math.max(0, at - backReach), at)) ? 0 : bare;
  },
};

const named = /(?:ssn|social security|itin)[^\d]{0,24}$/i;

/** Whether the digits and separators of a form stand here, with nothing after them that would make it another number. */
function fits(text: string, at: number, isEnd: boolean, form: string): number {
  const separator = text[at + 3];
  for (let i = 0; i < form.length; i += 1) {
    if (at + i >= text.length) return isEnd ? 0 : undecided;
    if (form[i] === 'd' ? !isDigit(text, at + i) : text[at + i] !== separator || !separators.has(separator)) return 0;
  }
  const end = at + form.length;
  if (end + 1 >= text.length && !isEnd) return undecided;
  if (isAlnum(text, end) || (text[end] === '-' && isDigit(text, end + 1))) return 0;
  return isIssued(text.slice(at, end).replace(/\D/g, '')) ? form.length : 0;
}

const separators = new Set<string | undefined>(['-', ' ', '.', '\u2011']);

function isIssued(digits: string): boolean {
  return /^(?!000|666)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits);
}
