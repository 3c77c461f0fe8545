import { array, type GenericSchema, integer, maxValue, minValue, number, pipe } from 'valibot';
import { choiceSchema, choiceShape } from './choice.ts';
import { expected } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';
import { type TextForm, textSchema, textShape } from './text.ts';

interface ListOptions<T> extends FieldOptions {
  readonly default?: readonly T[];
}

interface TextsOptions extends ListOptions<string> {
  readonly form?: TextForm;
  /** One text may hold several, with commas between. */
  readonly commas?: true;
}

/** One or many texts. */
export function texts<const O extends TextsOptions>(
  about: string,
  options: O = {} as O,
): Present<string | readonly string[], readonly string[], O> {
  return listOf(about, textSchema(options.form), textShape, options);
}

interface WholesOptions extends ListOptions<number> {
  readonly min?: number;
  readonly max?: number;
}

/** One or many whole numbers. */
export function wholes<const O extends WholesOptions>(
  about: string,
  options: O = {} as O,
): Present<number | readonly number[], readonly number[], O> {
  const { min = 0, max = 4_294_967_295 } = options;
  const words = expected(`whole numbers from ${min} to ${max}`);
  const schema = pipe(number(words), integer(words), minValue(min, words), maxValue(max, words));
  return listOf(about, schema, { kind: 'leaf', type: 'whole', takes: ['number'] }, options);
}

/** One or many numbers. */
export function decimals<const O extends ListOptions<number>>(
  about: string,
  options: O = {} as O,
): Present<number | readonly number[], readonly number[], O> {
  const words = expected('numbers of at least 0');
  const schema = pipe(number(words), minValue(0, words));
  return listOf(about, schema, { kind: 'leaf', type: 'number', takes: ['number'] }, options);
}

interface ChoicesOptions extends ListOptions<string> {
  readonly spellings?: Readonly<Record<string, readonly string[]>>;
  readonly commas?: true;
}

/** One or many of a few names. */
export function choices<const V extends readonly string[], const O extends ChoicesOptions>(
  about: string,
  values: V,
  options: O = {} as O,
): Present<V[number] | readonly V[number][], readonly V[number][], O> {
  return listOf(about, choiceSchema<V[number]>(values, options.spellings ?? {}), choiceShape(values), options);
}

function listOf<In, Out, O extends FieldOptions & { readonly commas?: true }>(
  about: string,
  item: GenericSchema<In, Out>,
  of: LeafShape,
  options: O,
): Present<In | readonly In[], readonly Out[], O> {
  // A single value has become a list of one before the schema sees it.
  const schema = array(item, expected('one or more values')) as unknown as GenericSchema<
    In | readonly In[],
    readonly Out[]
  >;
  return present({ schema, shape: { kind: 'list', of, commas: options.commas ?? false }, about, unit: '' }, options);
}
