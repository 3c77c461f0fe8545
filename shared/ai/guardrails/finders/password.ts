import { backReach, type Finder, undecided } from '../scan/finder.ts';
import { isAlnumCode } from './chars.ts';

/** Secrets that only their name gives away: `api_key = "…"`, `password: …`, `Authorization: Bearer …`. */
export const password: Finder = {
  category: 'password',
  mayBegin: isValueCode,
  match(text, at, isEnd) {
    if (!mayFollow(text, at)) return 0;
    if (!named.test(text.slice(Math.max(0, at - backReach), at))) return 0;
    let end = at;
    while (end - at < maxLooked && isValueCode(text.charCodeAt(end))) end += 1;
    if (end - at < maxLooked && end >= text.length && !isEnd) return undecided;
    return isRandom(text.slice(at, end)) ? end - at : 0;
  },
  tail: { kind: 'while', takes: isValueCode },
};

/** Characters of a value that are judged. */
const maxLooked = 64;

/** What stands right before a value, told cheaply: most words follow words. */
function mayFollow(text: string, at: number): boolean {
  const before = text[at - 1];
  if (before === undefined || !'"\'`=: '.includes(before)) return false;
  return before !== ' ' || ':=>sr"\'`'.includes(text[at - 2] ?? ' ');
}

const named =
  /(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|client[ _-]?secret|credentials?|bearer|basic)["'`]?(?: ?(?:[:=]|:=|=>|is) ?| )["'`]?$/i;

/** Long enough, with letters and digits or marks, and not the same few over and over. */
function isRandom(value: string): boolean {
  if (value.length < 8 || !/[A-Za-z]/.test(value) || !/[0-9]/.test(value)) return false;
  return entropy(value) > 2.5;
}

/** Bits that a character of the text tells. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function isValueCode(code: number): boolean {
  return isAlnumCode(code) || marks.has(code);
}

const marks = new Set([...'+/_=.~!@#$%^&*?-'].map((mark) => mark.charCodeAt(0)));
