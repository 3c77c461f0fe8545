import { backslash, closeBrace, closeBracket, colon, openBrace, openBracket, quote } from '../../json-bytes.ts';

/** The shape of a JSON text, as it can be told without reading its values. */
export interface Outline {
  /** How deep objects and lists stand in one another. */
  readonly depth: number;
  /** Names of fields in all objects, with those that stand twice. */
  readonly names: number;
}

/**
 * Looks over a JSON text in one pass, without recursion, before anything reads it. For a text that is no JSON the answer
 * says nothing. Stops as soon as `maxDepth` is passed.
 */
export function outlineOf(content: Uint8Array, maxDepth: number): Outline {
  let depth = 0;
  let deepest = 0;
  let names = 0;
  for (let at = 0; at < content.byteLength; at += 1) {
    switch (content[at]) {
      case quote:
        at = stringEnd(content, at) - 1;
        break;
      case colon:
        names += 1;
        break;
      case openBrace:
      case openBracket:
        depth += 1;
        if (depth > deepest) deepest = depth;
        if (depth > maxDepth) return { depth, names };
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        break;
    }
  }
  return { depth: deepest, names };
}

/** Where the string that begins at `start` is over: the place behind its closing quote, or the end of the text. */
export function stringEnd(content: Uint8Array, start: number): number {
  let at = start + 1;
  const near = Math.min(start + nearBytes, content.byteLength);
  for (; at < near; at += 1) {
    const byte = content[at];
    if (byte === quote) return at + 1;
    if (byte === backslash) at += 1;
  }
  for (;;) {
    const end = content.indexOf(quote, at);
    if (end === -1) return content.byteLength;
    if (!isEscaped(content, end, at)) return end + 1;
    at = end + 1;
  }
}

/** Most strings are short: names, ids. Looking at so many bytes costs less than a call that looks faster. */
const nearBytes = 32;

/** Whether an odd number of backslashes stands before `place`. None of them stands before `from`. */
function isEscaped(content: Uint8Array, place: number, from: number): boolean {
  let slashes = 0;
  while (place - slashes > from && content[place - slashes - 1] === backslash) slashes += 1;
  return slashes % 2 === 1;
}
