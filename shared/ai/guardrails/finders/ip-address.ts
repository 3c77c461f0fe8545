import { parseIpv4, parseIpv6 } from '../../../http/ip-text.ts';
import { type Finder, undecided } from '../scan/finder.ts';
import { isAlnum, isAlnumCode, isDigit } from './chars.ts';

/** Addresses of the internet protocol, version 4 and 6. */
export const ipAddress: Finder = {
  category: 'ip-address',
  mayBegin: (code) => isHexCode(code) || code === colon,
  match(text, at, isEnd) {
    const before = text[at - 1];
    if (isAlnum(text, at - 1) || before === ':' || (before === '.' && isAlnum(text, at - 2))) return 0;
    let end = at;
    while (end - at <= maxLength && isPartCode(text.charCodeAt(end))) end += 1;
    if (end - at > maxLength) return 0;
    if (end >= text.length && !isEnd) return undecided;
    if (isAlnumCode(text.charCodeAt(end))) return 0;
    return lengthOf(text.slice(at, end));
  },
};

/** The longest an address can be in text, and a port. */
const maxLength = 52;

/** Marks at the end belong to the sentence; a port does not belong to the address. */
function lengthOf(run: string): number {
  const text = run.replace(/[.:]+$/, (marks) => (marks === '::' ? marks : ''));
  const isV6 = text.indexOf(':') !== text.lastIndexOf(':');
  if (!isV6) {
    const address = text.split(':', 1)[0]!;
    return isDigit(address, 0) && parseIpv4(address) >= 0 ? address.length : 0;
  }
  // `::1` says nothing of anybody, and `a::b` is more often the name of something in a program.
  const groups = text.split(':').filter((group) => group !== '');
  if (groups.length < 2 || !/\d/.test(text)) return 0;
  return parseIpv6(text) === undefined ? 0 : text.length;
}

function isPartCode(code: number): boolean {
  return isHexCode(code) || code === colon || code === dot;
}

function isHexCode(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

const colon = 0x3a;
const dot = 0x2e;
