import { type GenericSchema, optional } from 'valibot';
import type { Field, FieldOptions, Present, Units } from './field.ts';
import type { Shape } from './shape.ts';

/** What a field is made of. */
export interface FieldParts<In, Out, Unit extends Units> {
  readonly schema: GenericSchema<In, Out>;
  readonly shape: Shape;
  readonly about: string;
  readonly unit: Unit;
}

/** Makes a field required, or optional, or optional with a default, as its options say. */
export function present<In, Out, O extends FieldOptions, Unit extends Units>(
  { schema, shape, about, unit }: FieldParts<In, Out, Unit>,
  options: O,
): Present<In, Out, O, Unit> {
  const field: Field<In | undefined, Out | undefined, Unit> = {
    schema: options.required ? schema : optional(schema, options.default as In | undefined),
    shape,
    notes: { about, ...options },
    unit,
  };
  // The conditional type says what the lines above do; the compiler cannot follow it.
  return field as Present<In, Out, O, Unit>;
}
