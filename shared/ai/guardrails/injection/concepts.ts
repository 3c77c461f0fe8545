import { lexicon } from './lexicon/index.ts';

/** Something a text speaks of, and where. */
export interface Mention {
  readonly concept: number;
  /** Words, or characters of scripts without blanks, that stand before it. */
  readonly at: number;
}

/** Names of the concepts; a mention has their index. */
export const conceptNames: readonly string[] = Object.keys(lexicon);

/** What a folded text speaks of, in its order. Time is linear in the text: an entry of the lexicon is short. */
export function mentionsIn(
  text: string,
  isSqueezed: boolean,
): { readonly mentions: readonly Mention[]; readonly words: number } {
  const mentions: Mention[] = [];
  let words = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const isBegin = isSqueezed || !isLetter(code) || !isLetter(text.charCodeAt(i - 1)) || isWide(code);
    if (!isBegin) continue;
    if (isSqueezed) words = Math.floor(i / lettersPerWord);
    else if (isLetter(code)) words += 1;
    for (const concept of conceptsAt(text, i, isSqueezed)) mentions.push({ concept, at: words });
  }
  return { mentions, words };
}

/** Where words run together, so many letters are taken for one. */
const lettersPerWord = 5;

interface Branch {
  readonly next: Map<number, Branch>;
  /** Concepts of an entry that ends here, and of one that goes on with any letters. */
  readonly whole: number[];
  readonly stem: number[];
}

const root = build();
const squeezedRoot = build((entry) => (entry.replace(/[^\p{L}]/gu, '').length >= 5 ? entry.replaceAll(' ', '') : ''));

function build(form: (entry: string) => string = (entry) => entry): Branch {
  const top: Branch = { next: new Map(), whole: [], stem: [] };
  conceptNames.forEach((name, concept) => {
    for (const entry of lexicon[name]!) {
      const isStem = entry.endsWith('*');
      let branch = top;
      for (const sign of form(isStem ? entry.slice(0, -1) : entry)) {
        const code = sign.charCodeAt(0);
        const next = branch.next.get(code) ?? { next: new Map(), whole: [], stem: [] };
        branch.next.set(code, next);
        branch = next;
      }
      if (branch !== top) (isStem ? branch.stem : branch.whole).push(concept);
    }
  });
  return top;
}

/** The concepts of the longest entry that begins here. */
function conceptsAt(text: string, at: number, isSqueezed: boolean): readonly number[] {
  let branch: Branch | undefined = isSqueezed ? squeezedRoot : root;
  let found: readonly number[] = none;
  for (let i = at; ; i += 1) {
    const isEdge = isSqueezed || !isLetter(text.charCodeAt(i)) || isWide(text.charCodeAt(i - 1));
    if (branch.stem.length > 0) found = branch.stem;
    if (branch.whole.length > 0 && isEdge) found = branch.whole;
    branch = branch.next.get(text.charCodeAt(i));
    if (branch === undefined) return found;
  }
}

const none: readonly number[] = [];

function isLetter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0xaa && code !== 0xd7 && !isMark(code))
  );
}

function isMark(code: number): boolean {
  return (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x3004) || (code >= 0xff00 && code <= 0xff0f);
}

/** Letters of scripts that are written without blanks between words. */
function isWide(code: number): boolean {
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7af) || (code >= 0xf900 && code <= 0xfaff);
}
