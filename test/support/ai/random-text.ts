import type { SeededRandom } from '../seeded-random.ts';

/** Texts that reach the corners of the patterns: scripts, marks, breaks, halves of pairs, runs and words, mixed at random. */
export function randomText(random: SeededRandom, most: number): string {
  const length = random.below(most);
  let text = '';
  while (text.length < length) {
    const kind = kinds[random.below(kinds.length)]!;
    const repeats = random.next() < 0.2 ? random.below(12) : 1;
    for (let count = 0; count < repeats; count += 1) text += kind(random);
  }
  return text;
}

const words = [
  ...["don't", "WE'LL", "it'S", "'ve", "'RE", "l'", 'HelloWorld', 'JSONParser2', 'naïve', 'straße', 'ÉCOLE', 'ǅungla'],
  ...[
    'the',
    'function',
    'return',
    '{',
    '}',
    '=>',
    '();',
    '/*',
    '*/',
    'http://',
    '//',
    '<|endoftext|>',
    '<|fim_prefix|>',
  ],
  ...[
    'Привет',
    'МИР',
    'γειά',
    'नमस्ते',
    'สวัสดี',
    '漢字',
    'かな',
    '한국어',
    'مرحبا',
    'שלום',
    '👩‍👩‍👧',
    '🏳️‍🌈',
    '١٢٣',
    'Ⅷ',
    '²',
  ],
] as const;
const spaces = [' ', '  ', '\t', '\n', '\r\n', '\r', '\u00a0', '\u3000', '\u2028', '\ufeff', '\u0085', '\v'] as const;
const marks = ['\u0301', '\u0308', '\u20dd', '\u200d', '\ufe0f'] as const;
const signs = ["'", '"', '.', ',', '!', '?', '-', '_', '/', '\\', '#', '$', '€', '…', '→', '\u0000', '\u007f'] as const;

const kinds: readonly ((random: SeededRandom) => string)[] = [
  (random) => words[random.below(words.length)]!,
  (random) => words[random.below(words.length)]!,
  (random) => spaces[random.below(spaces.length)]!,
  (random) => spaces[random.below(2)]!,
  (random) => signs[random.below(signs.length)]!,
  (random) => marks[random.below(marks.length)]!,
  (random) => String(random.below(100_000)),
  (random) => String.fromCharCode(0x61 + random.below(26)),
  (random) => String.fromCharCode(0x41 + random.below(26)),
  (random) => String.fromCodePoint(random.below(0x110000)),
  (random) => String.fromCharCode(random.below(0x3000)),
  (random) => String.fromCharCode(0xd800 + random.below(0x800)),
];
