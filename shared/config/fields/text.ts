import { check, type GenericSchema, nonEmpty, pipe, string } from 'valibot';
import { expected, found } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

interface TextOptions extends FieldOptions {
  readonly default?: string;
  /** What the text must look like, in words and as a test. */
  readonly form?: TextForm;
  /** The text may be empty, which stands for something. */
  readonly mayBeEmpty?: true;
}

/** A rule for a text: what it is called in messages, and whether a text keeps it. */
export interface TextForm {
  readonly name: string;
  accepts(text: string): boolean;
}

/** A text, which is not empty unless it may be. */
export function text<const O extends TextOptions>(about: string, options: O = {} as O): Present<string, string, O> {
  return present({ schema: textSchema(options.form, options.mayBeEmpty), shape: textShape, about, unit: '' }, options);
}

/** How one text is checked, for fields that hold several. */
export function textSchema(form: TextForm | undefined, mayBeEmpty = false): GenericSchema<string, string> {
  const any = string(expected(form?.name ?? 'text'));
  const some = mayBeEmpty ? any : pipe(any, nonEmpty('expected text, found an empty one'));
  if (!form) return some;
  return pipe(
    some,
    check(
      (value) => form.accepts(value),
      ({ input }) => `expected ${form.name}, found ${found(input)}`,
    ),
  );
}

/** How one text is written. */
export const textShape: LeafShape = { kind: 'leaf', type: 'text', takes: ['string'] };
