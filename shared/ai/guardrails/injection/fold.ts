import { homoglyphs } from './homoglyphs.ts';

/**
 * A text as it is looked at: compatible forms made one, in lower case, without accents, without signs that show
 * nothing, letters that only look Latin made Latin, blanks made one.
 */
export function fold(text: string): string {
  const plain = text.replace(tags, tagLetter).normalize('NFKC').toLowerCase().replace(invisible, '');
  const bare = plain.normalize('NFD').replace(accents, '').normalize('NFC');
  return (farLetter.test(bare) ? bare.replace(words, latin) : bare).replace(blanks, ' ');
}

/** The tag characters, which no font shows, stand for ASCII. */
const tags = /[\u{e0020}-\u{e007e}]/gu;

function tagLetter(tag: string): string {
  return String.fromCharCode(tag.codePointAt(0)! - 0xe0000);
}

/** Zero-width and bidirectional controls, soft hyphens, fillers, variation selectors, the rest of the tags. */
const invisible =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]|\u17b4|\u17b5|[\u180b-\u180e]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/gu;
const accents = /[\u0300-\u036f]/g;
const blanks = /[\s\u00a0\u2000-\u200a\u2028-\u202f\u205f\u2800\u3000]+/g;

/** Words, with a letter that is neither ASCII nor of a script that looks like no other. */
const words = /[\w\u00d7-\u058f\u1d00-\u1dbf\u210a-\u218f\ua730-\ua7ff\uab30-\uab6f]+/g;
const farLetter = /[\u00d7-\u058f\u1d00-\u1dbf\u210a-\u218f\ua730-\ua7ff\uab30-\uab6f]/;

/** A word in letters of several alphabets is meant to be read as Latin; one in a single alphabet is what it is. */
function latin(word: string): string {
  if (!farLetter.test(word) || (!/[a-z]/.test(word) && !smallCapitals.test(word))) return word;
  let out = '';
  for (const letter of word) out += homoglyphs.get(letter) ?? letter;
  return out;
}

const smallCapitals = /[\u0250-\u02af\u1d00-\u1dbf\ua730-\ua731]/;
