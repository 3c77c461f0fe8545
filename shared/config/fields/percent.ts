import { custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import { found } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

/** A share in percent, 0 to 100, with or without fractions; a text with a number in it will do. */
export function percent<const O extends FieldOptions & { readonly default?: number }>(
  about: string,
  options: O = {} as O,
): Present<number | `${number}` | `${number}%`, number, O> {
  return present({ schema, shape, about, unit: '' }, options);
}

const schema: GenericSchema<number | `${number}` | `${number}%`, number> = pipe(
  custom<number | `${number}` | `${number}%`>(() => true),
  rawTransform(({ dataset, addIssue, NEVER }) => {
    const given: unknown = dataset.value;
    const value = typeof given === 'string' && /^\d+(?:\.\d+)?%?$/.test(given) ? Number.parseFloat(given) : given;
    if (typeof value === 'number' && value >= 0 && value <= 100) return value;
    addIssue({ message: `expected a percentage from 0 to 100, found ${found(given)}` });
    return NEVER;
  }),
);

const shape: LeafShape = { kind: 'leaf', type: 'number', takes: ['number', 'string'] };
