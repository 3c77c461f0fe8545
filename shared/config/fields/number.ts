import { finite, integer, maxValue, minValue, number, pipe } from 'valibot';
import { expected } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

interface NumberOptions extends FieldOptions {
  readonly default?: number;
  /** Smallest value; 0 unless given. */
  readonly min?: number;
  /** Largest value; what an unsigned 32-bit number holds, unless given. */
  readonly max?: number;
}

const largest = 4_294_967_295;

/** A whole number, from `min` (0 unless given) to `max`. */
export function whole<const O extends NumberOptions>(about: string, options: O = {} as O): Present<number, number, O> {
  const { min = 0, max = largest } = options;
  const words = expected(`a whole number from ${min} to ${max}`);
  const schema = pipe(number(words), integer(words), minValue(min, words), maxValue(max, words));
  return present({ schema, shape: wholeShape, about, unit: '' }, options);
}

/** A number with or without fractions, from `min` (0 unless given) to `max`. */
export function decimal<const O extends NumberOptions>(
  about: string,
  options: O = {} as O,
): Present<number, number, O> {
  const { min = 0, max = largest } = options;
  const words = expected(`a number from ${min} to ${max}`);
  const schema = pipe(number(words), finite(words), minValue(min, words), maxValue(max, words));
  return present({ schema, shape: decimalShape, about, unit: '' }, options);
}

const wholeShape: LeafShape = { kind: 'leaf', type: 'whole', takes: ['number'] };
const decimalShape: LeafShape = { kind: 'leaf', type: 'number', takes: ['number'] };
