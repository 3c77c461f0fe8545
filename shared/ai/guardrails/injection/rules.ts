import { conceptNames, type Mention } from './concepts.ts';
import type { ConceptName } from './lexicon/words.ts';

/** Concepts that mean something when they stand near one another. */
export interface Rule {
  readonly category: string;
  readonly concepts: readonly ConceptName[];
  /** Words from the first to the last. */
  readonly within: number;
}

/** What attempts are made of. Each is a feature of the model; together they name the category. */
export const rules: readonly Rule[] = [
  { category: 'instruction-override', concepts: ['override', 'prior', 'rules'], within: 9 },
  { category: 'instruction-override', concepts: ['override', 'rules'], within: 5 },
  { category: 'instruction-override', concepts: ['override', 'hidden'], within: 8 },
  { category: 'instruction-override', concepts: ['override', 'prior', 'renewed'], within: 16 },
  { category: 'instruction-override', concepts: ['override', 'prior', 'reveal'], within: 14 },
  { category: 'instruction-override', concepts: ['override', 'prior'], within: 4 },
  { category: 'instruction-override', concepts: ['renewed', 'rules'], within: 10 },
  { category: 'instruction-override', concepts: ['renewed', 'override'], within: 14 },
  { category: 'prompt-leak', concepts: ['reveal', 'hidden'], within: 9 },
  { category: 'prompt-leak', concepts: ['reveal', 'prior', 'rules'], within: 9 },
  { category: 'prompt-leak', concepts: ['reveal', 'rules', 'hidden'], within: 20 },
  { category: 'jailbreak', concepts: ['persona', 'free'], within: 18 },
  { category: 'jailbreak', concepts: ['machine', 'free'], within: 12 },
  { category: 'jailbreak', concepts: ['disable', 'safety'], within: 6 },
  { category: 'jailbreak', concepts: ['free', 'free'], within: 14 },
  { category: 'jailbreak', concepts: ['free', 'override'], within: 16 },
  { category: 'jailbreak', concepts: ['safety', 'free'], within: 14 },
  { category: 'delimiter', concepts: ['marker', 'rules'], within: 16 },
  { category: 'delimiter', concepts: ['marker', 'free'], within: 16 },
  { category: 'delimiter', concepts: ['marker', 'reveal'], within: 16 },
  { category: 'delimiter', concepts: ['marker', 'conceal'], within: 24 },
  { category: 'delimiter', concepts: ['marker', 'override'], within: 12 },
  { category: 'exfiltration', concepts: ['send', 'secret'], within: 10 },
  { category: 'exfiltration', concepts: ['send', 'secret', 'url'], within: 20 },
  { category: 'exfiltration', concepts: ['send', 'secret', 'conceal'], within: 24 },
  { category: 'exfiltration', concepts: ['secret', 'url'], within: 14 },
  { category: 'concealment', concepts: ['conceal', 'send'], within: 16 },
  { category: 'concealment', concepts: ['conceal', 'machine'], within: 16 },
  { category: 'indirect', concepts: ['machine', 'override'], within: 12 },
  { category: 'indirect', concepts: ['machine', 'send'], within: 8 },
  { category: 'indirect', concepts: ['machine', 'renewed'], within: 14 },
  { category: 'indirect', concepts: ['machine', 'reveal', 'hidden'], within: 16 },
];

const indices: readonly (readonly number[])[] = rules.map(({ concepts }) =>
  concepts.map((name) => conceptNames.indexOf(name)),
);

/** The rules that fit, by their place in the list. One pass over the mentions for each. */
export function rulesThatFit(mentions: readonly Mention[]): readonly number[] {
  return rules.flatMap(({ within }, rule) => (fits(mentions, indices[rule]!, within) ? [rule] : []));
}

/** Whether all concepts are mentioned within so many words, in any order. */
function fits(mentions: readonly Mention[], concepts: readonly number[], within: number): boolean {
  const last = concepts.map(() => -1000);
  for (const { concept, at } of mentions) {
    // A concept that is asked for twice takes two mentions, at different places.
    const place = oldest(concepts, last, concept);
    if (place === -1 || (concepts.length > 1 && last.includes(at) && concepts[0] === concepts[1])) continue;
    last[place] = at;
    if (at - Math.min(...last) <= within) return true;
  }
  return false;
}

function oldest(concepts: readonly number[], last: readonly number[], concept: number): number {
  let found = -1;
  for (let i = 0; i < concepts.length; i += 1) {
    if (concepts[i] === concept && (found === -1 || last[i]! < last[found]!)) found = i;
  }
  return found;
}
