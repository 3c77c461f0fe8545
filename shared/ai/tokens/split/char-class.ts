/** What a character is to the patterns that cut texts: bits, so that a set of classes is a mask. */
export const charClass = {
  space: 1,
  /** Carriage return and line feed; they are spaces too. */
  newline: 2,
  number: 4,
  /** Letters of upper and title case. */
  upper: 8,
  lower: 16,
  /** Letters without case, and modifiers. */
  caseless: 32,
  mark: 64,
  /** All the rest: punctuation, symbols, what is not assigned, halves of pairs. */
  other: 128,
} as const;

/** All letters. */
export const letter = charClass.upper | charClass.lower | charClass.caseless;

/** The class of a code point, as the runtime's Unicode has it. */
export function classOf(codePoint: number): number {
  const page = pages[codePoint >>> 8] ?? fillPage(codePoint >>> 8);
  return page[codePoint & 0xff]!;
}

/** The class of the character at a place; 0 behind the end of the text, which no mask takes. */
export function classAt(text: string, at: number): number {
  if (at >= text.length) return 0;
  const unit = text.charCodeAt(at);
  return unit < 0x80 ? ascii[unit]! : classOf(text.codePointAt(at)!);
}

/** Where the run of characters of the classes in `mask` that begins at `from` is over. */
export function runEnd(text: string, from: number, mask: number): number {
  let at = from;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      if ((ascii[unit]! & mask) === 0) return at;
      at += 1;
      continue;
    }
    const codePoint = text.codePointAt(at)!;
    if ((classOf(codePoint) & mask) === 0) return at;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return at;
}

/** How many units of a string the character at a place takes. */
export function widthAt(text: string, at: number): 1 | 2 {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

/** Pages of 256 code points, filled when one of them is first asked for: 1.1 MB if all are. */
const pages: (Uint8Array | undefined)[] = new Array(0x1100);

const patterns: readonly (readonly [RegExp, number])[] = [
  [/^[\r\n]$/, charClass.space | charClass.newline],
  [/^\s$/, charClass.space],
  [/^\p{N}$/u, charClass.number],
  [/^[\p{Lu}\p{Lt}]$/u, charClass.upper],
  [/^\p{Ll}$/u, charClass.lower],
  [/^\p{L}$/u, charClass.caseless],
  [/^\p{M}$/u, charClass.mark],
];

function fillPage(number: number): Uint8Array {
  const page = new Uint8Array(256);
  for (let low = 0; low < 256; low += 1) {
    const character = String.fromCodePoint(number * 256 + low);
    page[low] = patterns.find(([pattern]) => pattern.test(character))?.[1] ?? charClass.other;
  }
  pages[number] = page;
  return page;
}

const ascii = fillPage(0).subarray(0, 0x80);
