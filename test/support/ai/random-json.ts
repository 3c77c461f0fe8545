import type { JsonValue } from '../../../shared/ai/json.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** Names and indices from the root of a JSON value. */
export type Place = readonly (string | number)[];

/** A JSON value with awkward names and texts, at most `depth` levels deep. */
export function randomJson(random: SeededRandom, depth: number): JsonValue {
  const size = random.below(4);
  const kind = depth === 0 ? random.below(4) : random.below(8);
  if (kind > 5) return Array.from({ length: size }, () => randomJson(random, depth - 1));
  if (kind > 3)
    return Object.fromEntries(Array.from({ length: size }, () => [randomName(random), randomJson(random, depth - 1)]));
  return [randomText(random), random.below(1000) / 8, random.next() < 0.5, null][kind]!;
}

/** A name, but for those that V8 cannot read: a quote or a control character alone. */
function randomName(random: SeededRandom): string {
  const name = randomText(random);
  return name.length === 1 && (name < ' ' || name === '"') ? `${name}x` : name;
}

/** A text of what JSON finds awkward. */
export function randomText(random: SeededRandom): string {
  const bits = ['a', 'model', '"', '\\', '{', ']', ',', ':', '\n', 'é', '👋', ' ', '\u0000', '__proto__'];
  return Array.from({ length: random.below(4) }, () => bits[random.below(bits.length)]).join('');
}

/** The value as JSON with random blanks and escapes between and in its parts. */
export function written(value: JsonValue, random: SeededRandom): string {
  const blank = () => ['', '', ' ', '\n\t', '\r\n'][random.below(5)];
  const inside = (text: string) => `${blank()}${text}${blank()}`;
  if (typeof value === 'string') return random.next() < 0.2 ? escaped(value) : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((entry) => inside(written(entry, random))).join(',') || blank()}]`;
  const fields = Object.entries(value).map(
    ([name, entry]) => `${inside(written(name, random))}:${inside(written(entry ?? null, random))}`,
  );
  return `{${fields.join(',') || blank()}}`;
}

/** The places of all values inside a value. */
export function placesIn(value: JsonValue | undefined, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const steps: [string | number, JsonValue | undefined][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return steps.flatMap(([step, entry]) => [[...place, step], ...placesIn(entry, [...place, step])]);
}

/** The value at a place. */
export function valueAt(value: JsonValue, place: Place): unknown {
  return place.reduce<unknown>((inner, step) => Object(inner)[step], value);
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0'));
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`;
}
