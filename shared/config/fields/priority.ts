import { custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import { found } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

type PriorityName = 'low' | 'normal' | 'high' | 'critical';

const named: Readonly<Record<PriorityName, number>> = { low: 10, normal: 50, high: 100, critical: 1000 };

/** A rank, as a whole number or by name. */
export function priority<const O extends FieldOptions & { readonly default?: PriorityName }>(
  about: string,
  options: O = {} as O,
): Present<number | PriorityName, number, O> {
  return present({ schema, shape, about, unit: '' }, options);
}

const schema: GenericSchema<number | PriorityName, number> = pipe(
  custom<number | PriorityName>(() => true),
  rawTransform(({ dataset, addIssue, NEVER }) => {
    const value: unknown = dataset.value;
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value;
    const rank =
      typeof value === 'string' ? (named as Readonly<Record<string, number>>)[value.toLowerCase()] : undefined;
    if (rank !== undefined) return rank;
    addIssue({ message: `expected a whole number, or "low", "normal", "high" or "critical", found ${found(value)}` });
    return NEVER;
  }),
);

const shape: LeafShape = { kind: 'leaf', type: 'priority', takes: ['number', 'string'] };
