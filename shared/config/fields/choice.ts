import { custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import { nearest } from '../nearest.ts';
import { found } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

interface ChoiceOptions extends FieldOptions {
  readonly default?: string;
  /** Other spellings of values; case, and `_` for `-`, are understood without being listed. */
  readonly spellings?: Readonly<Record<string, readonly string[]>>;
  /** Values that this build cannot do yet. */
  readonly laterValues?: readonly string[];
}

/** One of a few names. An unknown one is an error, never a default. */
export function choice<const V extends readonly string[], const O extends ChoiceOptions>(
  about: string,
  values: V,
  options: O = {} as O,
): Present<V[number], V[number], O> {
  const { spellings = {}, laterValues = [] } = options;
  const schema = choiceSchema<V[number]>(values, spellings);
  return present({ schema, shape: choiceShape(values, laterValues), about, unit: '' }, options);
}

/** How one name is checked, for fields that hold several. */
export function choiceSchema<V extends string>(
  values: readonly V[],
  spellings: Readonly<Record<string, readonly string[]>>,
): GenericSchema<V, V> {
  const known = new Map<string, V>(values.map((value) => [fold(value), value]));
  for (const value of values) for (const other of spellings[value] ?? []) known.set(fold(other), value);
  return pipe(
    custom<V>(() => true),
    rawTransform(({ dataset, addIssue, NEVER }) => {
      const given: unknown = dataset.value;
      const value = known.get(fold(String(given)));
      if (value !== undefined) return value;
      addIssue({ message: unknownValue(given, values, known) });
      return NEVER;
    }),
  );
}

/** How one of `values` is written. */
export function choiceShape(values: readonly string[], laterValues: readonly string[] = []): LeafShape {
  return { kind: 'leaf', type: 'choice', values, laterValues, takes: ['string'] };
}

/** The names in a sentence: `"a", "b" or "c"`. */
export function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** Names the value that was probably meant, or else all there are. */
function unknownValue(given: unknown, values: readonly string[], known: ReadonlyMap<string, string>): string {
  const near = nearest(fold(String(given)), [...known.keys()]);
  if (near === undefined) return `expected ${oneOf(values)}, found ${found(given)}`;
  return `${found(given)} is not known here; did you mean "${known.get(near)}"?`;
}

/** Spellings that differ only by case and by `_` for `-` are the same name. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
