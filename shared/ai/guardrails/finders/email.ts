import { type Finder, undecided } from '../scan/finder.ts';
import { isAlnumCode, isFarLetterCode, isLetterCode } from './chars.ts';

/** Addresses of e-mail, also with letters beyond ASCII. */
export const email: Finder = {
  category: 'email',
  mayBegin: (code) => isWordCode(code) || code >= 0x80,
  match(text, at, isEnd) {
    if (!isWordCode(text.charCodeAt(at)) || isWordCode(text.charCodeAt(at - 1))) return 0;
    let end = at + 1;
    while (end - at <= maxLocal && isLocalCode(text.charCodeAt(end))) end += 1;
    if (end - at > maxLocal) return 0;
    if (end >= text.length) return isEnd ? 0 : undecided;
    return text[end] === '@' ? hostLength(text, at, end + 1, isEnd) : 0;
  },
};

/** Four times what the standard allows, for those who prefix addresses. */
const maxLocal = 256;
const maxHost = 253;

/** Length of the whole up to the last label that can be a top-level domain. */
function hostLength(text: string, start: number, hostStart: number, isEnd: boolean): number {
  let at = hostStart;
  let found = 0;
  for (let labels = 1; ; labels += 1) {
    const labelStart = at;
    while (at - hostStart <= maxHost && isHostCode(text.charCodeAt(at))) at += 1;
    if (at - hostStart > maxHost) return found;
    if (at >= text.length && !isEnd) return undecided;
    if (at === labelStart) return found;
    if (labels > 1 && isTopLevel(text, labelStart, at)) found = at - start;
    if (text[at] !== '.') return found;
    at += 1;
    if (at >= text.length && !isEnd) return undecided;
  }
}

function isTopLevel(text: string, from: number, to: number): boolean {
  if (to - from < 2) return false;
  if (text.startsWith('xn--', from)) return true;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (!isLetterCode(code) && !isFarLetterCode(code)) return false;
  }
  return true;
}

function isWordCode(code: number): boolean {
  return isAlnumCode(code) || code === underscore || isFarLetterCode(code);
}

function isLocalCode(code: number): boolean {
  return isWordCode(code) || localMarks.has(code);
}

function isHostCode(code: number): boolean {
  return isAlnumCode(code) || code === hyphen || isFarLetterCode(code);
}

const underscore = 0x5f;
const hyphen = 0x2d;
const localMarks = new Set([...".%+-'!#$&*=?^~"].map((mark) => mark.charCodeAt(0)));
