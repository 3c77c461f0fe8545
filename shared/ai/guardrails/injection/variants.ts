import { decoded } from './decode.ts';
import { fold } from './fold.ts';

/** A way to read a text. */
export interface Variant {
  readonly text: string;
  /** Somebody took pains that it is not read so at first sight. */
  readonly isHidden: boolean;
  /** Words run together. */
  readonly isSqueezed: boolean;
}

/** The ways in which a text may be meant to be read, the plain one first. Their number and length are bounded. */
export function variantsOf(text: string): readonly Variant[] {
  const plain = fold(text);
  const found: Variant[] = [{ text: plain, isHidden: false, isSqueezed: false }];
  const add = (other: string, isSqueezed = false): void => {
    if ((isSqueezed || other !== plain) && other !== '' && found.length < maxVariants)
      found.push({ text: other, isHidden: true, isSqueezed });
  };
  if (leetWord.test(plain)) add(plain.replace(leetWords, unleet));
  const spelled = plain.match(spelledOut);
  if (spelled !== null) add(spelled.map((run) => run.replace(/[^\p{L}\p{N}]/gu, '')).join(' '), true);
  for (const word of plain.match(longWord) ?? []) add(word, true);
  for (const inner of decoded(text)) {
    add(fold(inner));
    for (const deeper of decoded(inner)) add(fold(deeper));
  }
  if (plain.length <= maxTurned) {
    add(rot13(plain));
    add([...plain].toReversed().join(''));
  }
  return found;
}

const maxVariants = 12;
/** Characters of a text that is also read backwards, and with its letters moved by half the alphabet. */
const maxTurned = 8192;

/** Four or more single letters with the same kind of signs between them. */
const spelledOut = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}][ ._\-*|/+~,]{1,3}){4,400}[\p{L}\p{N}](?![\p{L}\p{N}])/gu;
const longWord = /[a-z]{24,400}/g;
/** A word of letters with digits or signs among them that stand for letters. */
const leetWord = /[a-z][013457@$][a-z]|[013457@$][a-z]{2}/;
const leetWords = /[a-z013457@$!|]+/g;

function unleet(word: string): string {
  if (!/[a-z]/.test(word)) return word;
  return word.replace(/[013457@$!|]/g, (sign) => leet[sign] ?? sign);
}

const leet: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'l' },
};

function rot13(text: string): string {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97));
}
