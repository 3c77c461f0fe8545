import { custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import { parsePeriod } from '../../ai/limits/period.ts';
import { found } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

/** A period by its name, or by its seconds. */
export type PeriodInput = string | number;

/** What a period is read as: a unit of the calendar, or a span. */
export type PeriodOutput = NonNullable<ReturnType<typeof parsePeriod>>;

/** How long a budget is for. */
export function period<const O extends FieldOptions & { readonly default?: PeriodInput }>(
  about: string,
  options: O = {} as O,
): Present<PeriodInput, PeriodOutput, O> {
  return present({ schema, shape, about, unit: '' }, options);
}

const schema: GenericSchema<PeriodInput, PeriodOutput> = pipe(
  custom<PeriodInput>(() => true),
  rawTransform(({ dataset, addIssue, NEVER }) => {
    const given: unknown = dataset.value;
    const read = typeof given === 'string' || typeof given === 'number' ? parsePeriod(String(given)) : undefined;
    if (read !== undefined) return read;
    addIssue({
      message: `expected "hourly", "daily", "weekly", "monthly", or a number of seconds up to a year, found ${found(given)}`,
    });
    return NEVER;
  }),
);

const shape: LeafShape = { kind: 'leaf', type: 'text', takes: ['string', 'number'] };
