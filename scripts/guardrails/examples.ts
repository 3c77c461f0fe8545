import { readFileSync } from 'node:fs';
import { SeededRandom } from '../../test/support/seeded-random.ts';

/** A text with what it is. */
export interface Example {
  readonly isAttack: boolean;
  readonly language: string;
  readonly text: string;
}

/** The labelled texts of a file. `{a|b}` stands for one of several: such a line gives up to `most` texts. */
export function examplesIn(file: 'injection-train' | 'injection-test', most = 1): readonly Example[] {
  const random = new SeededRandom(7);
  const lines = readFileSync(new URL(`../../test/fixtures/guardrails/${file}.txt`, import.meta.url), 'utf8').split(
    '\n',
  );
  return lines.filter((line) => line !== '').flatMap((line) => examplesOf(line, most, random));
}

function examplesOf(line: string, most: number, random: SeededRandom): readonly Example[] {
  const [sign, language] = line.split(' ', 2) as [string, string];
  const pattern = line.slice(sign.length + language.length + 2);
  const texts = new Set<string>();
  for (let i = 0; i < most; i += 1) texts.add(textOf(pattern, random));
  return [...texts].map((text) => ({ isAttack: sign === '+', language, text }));
}

/** One text of a pattern; `\u{…}` is the character of that number. */
function textOf(pattern: string, random: SeededRandom): string {
  return pattern
    .replace(/\\u\{([0-9a-f]+)\}/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replace(/\{([^{}]*\|[^{}]*)\}/g, (_, choices: string) => {
      const all = choices.split('|');
      return all[random.below(all.length)]!;
    })
    .trim();
}
