import type { SeededRandom } from '../support/seeded-random.ts';

/** What messages of one kind are made of. */
export interface MutationMaterial {
  /** Sound messages, one byte a character, to begin with. */
  readonly seeds: readonly string[];
  /** Pieces that mean something to a reader. */
  readonly tokens: readonly string[];
}

/** A sound message changed in one to four places, as an attacker or an accident would. */
export function mutated({ seeds, tokens }: MutationMaterial, random: SeededRandom): string {
  return mutatedFrom(pick(random, seeds), seeds, tokens, random);
}

/** `text` changed in one to four places; parts of `others` may be put into it. */
export function mutatedFrom(
  text: string,
  others: readonly string[],
  tokens: readonly string[],
  random: SeededRandom,
): string {
  let changed = text;
  for (let changes = 1 + random.below(4); changes > 0; changes -= 1) changed = change(changed, others, tokens, random);
  return changed.length > maxLength ? changed.slice(0, maxLength) : changed;
}

function change(text: string, others: readonly string[], tokens: readonly string[], random: SeededRandom): string {
  const at = random.below(text.length + 1);
  const before = text.slice(0, at);
  const after = text.slice(at);
  switch (random.below(12)) {
    case 0:
    case 1:
      return before + pick(random, tokens) + after;
    case 2:
      return before + after.slice(1 + random.below(4));
    case 3:
      return before + String.fromCharCode(random.below(256)) + after.slice(1);
    case 4:
      return before + String.fromCharCode((after.charCodeAt(0) || 0) ^ (1 << random.below(8))) + after.slice(1);
    case 5:
      return before + after.slice(0, 1 + random.below(12)) + after;
    case 6:
      return before + pick(random, tokens) + after.slice(1 + random.below(8));
    case 7:
      return withLine(text, pick(random, tokens), random);
    case 8:
      return swapLines(text, random);
    case 9:
      return withNumber(text, random);
    case 10:
      return text.slice(0, at) + crossed(pick(random, others), random);
    default:
      return withOtherCase(text, at, random);
  }
}

/** A token where a line of its own would be. */
function withLine(text: string, token: string, random: SeededRandom): string {
  const lines = text.split('\r\n');
  lines.splice(1 + random.below(lines.length), 0, token);
  return lines.join('\r\n');
}

function swapLines(text: string, random: SeededRandom): string {
  const lines = text.split('\r\n');
  const [one, two] = [random.below(lines.length), random.below(lines.length)];
  [lines[one], lines[two]] = [lines[two]!, lines[one]!];
  return lines.join('\r\n');
}

/** Another number where one stands, near it or at a bound. */
function withNumber(text: string, random: SeededRandom): string {
  const found = [...text.matchAll(/[0-9]+/g)];
  if (found.length === 0) return text;
  const { 0: digits, index } = pick(random, found);
  const near = Number(digits.slice(0, 9)) + random.below(3) - 1;
  const number = random.below(3) === 0 ? pick(random, bounds) : `${near}`;
  return text.slice(0, index) + number + text.slice(index + digits.length);
}

function crossed(other: string, random: SeededRandom): string {
  return other.slice(random.below(other.length));
}

function withOtherCase(text: string, at: number, random: SeededRandom): string {
  const part = text.slice(at, at + 1 + random.below(6));
  const other = part === part.toLowerCase() ? part.toUpperCase() : part.toLowerCase();
  return text.slice(0, at) + (other.length === part.length ? other : part) + text.slice(at + part.length);
}

function pick<T>(random: SeededRandom, from: readonly T[]): T {
  return from[random.below(from.length)]!;
}

const bounds = ['0', '1', '00', '007', '65535', '65536', '4294967296', '9007199254740991', '9007199254740993', 'ffff'];
/** Long enough for several messages; what is longer only takes time. */
const maxLength = 2048;
