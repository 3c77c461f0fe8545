import { type Finder, undecided } from '../scan/finder.ts';
import { isAlnumCode, isFarLetterCode } from './chars.ts';

/** Finds words and phrases, whatever their case, where they stand as words; the longest that fits. */
export function wordFinder(category: string, words: readonly string[]): Finder {
  const root = newBranch();
  for (const word of words) add(root, word);
  return {
    category,
    mayBegin: (code) => code >= 0x80 || root.next.has(String.fromCharCode(code).toLowerCase()),
    match(text, at, isEnd) {
      if (isWordCode(text.charCodeAt(at)) && isWordCode(text.charCodeAt(at - 1))) return 0;
      return longest(root, text, { at, isEnd });
    },
  };
}

/** Characters that a phrase may have. */
export const maxPhrase: number = 256;

interface Branch {
  readonly next: Map<string, Branch>;
  isWord: boolean;
}

function newBranch(): Branch {
  return { next: new Map(), isWord: false };
}

function add(root: Branch, word: string): void {
  let branch = root;
  for (const letter of units(word)) {
    const next = branch.next.get(letter) ?? newBranch();
    branch.next.set(letter, next);
    branch = next;
  }
  branch.isWord = true;
}

/** Any blanks between words are as good as one. */
function units(word: string): string[] {
  return word.trim().replace(/\s+/g, ' ').toLowerCase().split('');
}

function longest(root: Branch, text: string, { at, isEnd }: { readonly at: number; readonly isEnd: boolean }): number {
  let branch = root;
  let found = 0;
  for (let i = at; ; i += 1) {
    if (i >= text.length && !isEnd) return undecided;
    if (branch.isWord && !(isWordCode(text.charCodeAt(i)) && isWordCode(text.charCodeAt(i - 1)))) found = i - at;
    if (i >= text.length) return found;
    const next = branch.next.get(letterAt(text, i));
    if (next === undefined) return found;
    branch = next;
  }
}

/** Letters whose lower case is of several characters stand for themselves. */
function letterAt(text: string, at: number): string {
  const sign = text[at]!;
  if (sign === '\n' || sign === '\t' || sign === '\u00a0') return ' ';
  const lower = sign.toLowerCase();
  return lower.length === 1 ? lower : sign;
}

/** Scripts without blanks between words have no letters here: their words may stand anywhere. */
function isWordCode(code: number): boolean {
  return isAlnumCode(code) || code === 0x5f || isFarLetterCode(code);
}
