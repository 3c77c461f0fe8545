import { custom, type GenericSchema } from 'valibot';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';

/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Anything: handed on as it is. */
export function free<const O extends FieldOptions>(about: string, options: O = {} as O): Present<Json, Json, O> {
  return present({ schema, shape: { kind: 'free' }, about, unit: '' }, options);
}

const schema: GenericSchema<Json, Json> = custom<Json>((value) => value !== undefined);
