import { custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';

/** Names and their values, in the order they were written. */
export type Pairs = readonly (readonly [name: string, value: string])[];

interface PairsOptions extends FieldOptions {
  readonly default?: Readonly<Record<string, string>>;
}

/** Names chosen by the writer, each with one text. */
export function pairs<const O extends PairsOptions>(
  about: string,
  options: O = {} as O,
): Present<Readonly<Record<string, string>>, Pairs, O> {
  const schema: GenericSchema<Readonly<Record<string, string>>, Pairs> = pairsSchema as never;
  return present({ schema, shape: { kind: 'pairs', many: false }, about, unit: '' }, options);
}

/** Names chosen by the writer, each with one or many texts. */
export function pairsOfMany<const O extends PairsOptions>(
  about: string,
  options: O = {} as O,
): Present<Readonly<Record<string, string | readonly string[]>>, Pairs, O> {
  return present({ schema: pairsSchema, shape: { kind: 'pairs', many: true }, about, unit: '' }, options);
}

const pairsSchema: GenericSchema<Readonly<Record<string, string | readonly string[]>>, Pairs> = pipe(
  custom<Readonly<Record<string, string | readonly string[]>>>(() => true),
  rawTransform(({ dataset, addIssue, NEVER }) => {
    const given: unknown = dataset.value;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      addIssue({ message: 'expected names with texts, such as `{ X-Name "value" }`' });
      return NEVER;
    }
    const read: [string, string][] = [];
    for (const [name, value] of Object.entries(given)) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (typeof each === 'string') read.push([name, each]);
        // A variable that is not set has been reported already.
        else if (each !== undefined) addIssue({ message: `"${name}" needs a text` });
      }
    }
    return read;
  }),
);
