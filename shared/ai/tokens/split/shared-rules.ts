import { charClass, classAt, runEnd, widthAt } from './char-class.ts';

/**
 * `\s+(?!\S)|\s+`: all spaces but the last one, which belongs to what follows; all of them at the end of the text, and
 * one that stands alone.
 */
export function spacesEnd(text: string, from: number): number {
  const end = runEnd(text, from, charClass.space);
  return end === text.length || end - from === 1 ? end : end - 1;
}

/** `\s*[\r\n]+|\s+(?!\S)|\s+`: spaces up to and with the last line break among them; else as {@link spacesEnd}. */
export function linesEnd(text: string, from: number): number {
  const end = runEnd(text, from, charClass.space);
  for (let at = end; at > from; at -= 1) {
    if ((classAt(text, at - 1) & charClass.newline) !== 0) return at;
  }
  return end === text.length || end - from === 1 ? end : end - 1;
}

/** `\p{N}{1,3}`, where the first is known to be a number. */
export function threeNumbersEnd(text: string, from: number): number {
  let at = from;
  for (let count = 0; count < 3 && (classAt(text, at) & charClass.number) !== 0; count += 1) at += widthAt(text, at);
  return at;
}

/** Where an ending as in `it's` or `we'll` is over; `from` itself where none stands. Upper case counts if `anyCase`. */
export function contractionEnd(text: string, from: number, anyCase: boolean): number {
  if (text.charCodeAt(from) !== apostrophe) return from;
  const first = asciiLetter(text, from + 1, anyCase);
  if (first === 's' || first === 't' || first === 'm' || first === 'd') return from + 2;
  const second = asciiLetter(text, from + 2, anyCase);
  const isLong =
    (first === 'r' && second === 'e') || (first === 'v' && second === 'e') || (first === 'l' && second === 'l');
  return isLong ? from + 3 : from;
}

function asciiLetter(text: string, at: number, anyCase: boolean): string {
  const unit = text.charCodeAt(at);
  return String.fromCharCode(anyCase && unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit);
}

const apostrophe = 0x27;

/** The space bar's own. */
export const blank = 0x20;
