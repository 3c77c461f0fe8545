import { eastAsian } from './east-asian.ts';
import { english } from './english.ts';
import { foldWord } from './fold-word.ts';
import { german } from './german.ts';
import { romance } from './romance.ts';
import { russian } from './russian.ts';
import type { Words } from './words.ts';

const languages: readonly Words[] = [english, german, romance, russian, eastAsian];

/** The words of all languages by concept, folded as texts are. Languages are not told apart: attempts mix them. */
export const lexicon: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.keys(english).map((name) => {
    const words = languages.flatMap((one) => one[name as keyof Words]);
    return [name, [...new Set(words.map(foldWord))]];
  }),
);
