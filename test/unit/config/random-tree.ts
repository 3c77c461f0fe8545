import type { AnyField } from '../../../shared/config/fields/field.ts';
import type { BlockShape, LeafShape, Shape, VariantsShape } from '../../../shared/config/fields/shape.ts';
import { tagField } from '../../../shared/config/fields/variants.ts';

/** A number in [0, 1) that the seed decides (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Settings in their one form, of the right kinds though not of the right values. */
export function randomSettings(
  shape: BlockShape | VariantsShape,
  random: () => number,
  depth = 0,
): Record<string, unknown> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  let fields: Readonly<Record<string, AnyField>>;
  const settings: Record<string, unknown> = {};
  if (shape.kind === 'variants') {
    const name = pick(Object.keys(shape.cases));
    fields = { [shape.tag]: tagField(shape), ...shape.common, ...shape.cases[name]?.fields };
    settings[shape.tag] = name;
  } else {
    fields = shape.fields;
  }
  const firstMissing = shape.args.findIndex(() => random() < 0.2);
  for (const [key, { shape: of }] of Object.entries(fields)) {
    if (key in settings || key === 'include') continue;
    const isArgument = shape.args.includes(key);
    const isFilled = isArgument
      ? firstMissing < 0 || shape.args.indexOf(key) < firstMissing
      : random() < 0.35 / (1 + depth / 4);
    if (isFilled) settings[key] = randomValue(of, random, depth + 1);
  }
  return settings;
}

function randomValue(shape: Shape, random: () => number, depth: number): unknown {
  const some = <T>(make: () => T, least: number): T[] => Array.from({ length: least + Math.floor(random() * 3) }, make);
  switch (shape.kind) {
    case 'leaf':
      return randomLeaf(shape, random);
    case 'list':
      return some(() => randomLeaf(shape.of, random), 0).map((one) =>
        typeof one === 'string' && shape.commas ? one.replaceAll(',', ';') : one,
      );
    case 'pairs':
      return Object.fromEntries(some(() => [randomText(random), randomText(random)], 0));
    case 'free':
      return randomJson(random, 0);
    case 'block':
    case 'variants':
      return randomSettings(shape, random, depth);
    case 'blocks':
      return some(() => randomSettings(shape.of, random, depth), 1);
  }
}

function randomLeaf({ takes }: LeafShape, random: () => number): unknown {
  const type = takes[Math.floor(random() * takes.length)];
  if (type === 'boolean') return random() < 0.5;
  if (type === 'number') return random() < 0.5 ? Math.floor(random() * 100_000) : random() * 10;
  return randomText(random);
}

const pieces = [
  'a',
  'Z',
  '9',
  '-',
  '_',
  ' ',
  '"',
  '\\',
  '\n',
  '\t',
  '\r',
  '#',
  '{',
  '}',
  '/-',
  '//',
  '=',
  ';',
  ',',
  'ü',
  '😀',
  '\u0001',
  '\u2028',
  '\ufeff',
  'true',
  '${X}',
];

function randomText(random: () => number): string {
  return Array.from({ length: Math.floor(random() * 6) }, () => pieces[Math.floor(random() * pieces.length)]).join('');
}

function randomJson(random: () => number, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 2 ? 4 : 6));
  if (kind === 0) return null;
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return Math.floor(random() * 1000) - 500;
  if (kind === 3) return randomText(random);
  const length = Math.floor(random() * 3);
  if (kind === 4) return Array.from({ length }, () => randomJson(random, depth + 1));
  return Object.fromEntries(
    Array.from({ length }, (_, index) => [`k${index}${randomText(random)}`, randomJson(random, depth + 1)]),
  );
}
