import { type Finder, undecided } from '../scan/finder.ts';

/** Private keys in PEM, from the line that begins them to the line that ends them. */
export const privateKey: Finder = {
  category: 'private-key',
  mayBegin: (code) => code === hyphen,
  match(text, at, isEnd) {
    const begun = text.slice(at, at + start.length);
    if (begun !== start) return !isEnd && at + begun.length >= text.length && start.startsWith(begun) ? undecided : 0;
    const line = text.slice(at, at + maxLine);
    const length = wholeLine.exec(line)?.[0].length;
    if (length !== undefined) return length;
    return !isEnd && line.length < maxLine && partOfLine.test(line) ? undecided : 0;
  },
  tail: { kind: 'until', text: 'KEY-----', most: 16 * 1024 },
};

const start = '-----BEGIN ';
const maxLine = 64;
const wholeLine = /^-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY-----/;
const partOfLine = /^-----BEGIN [A-Z0-9 ]*-{0,5}$/;
const hyphen = 0x2d;
