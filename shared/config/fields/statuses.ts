import { array, custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import { expected, found } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

/** Statuses from one to another, both included. */
export interface Statuses {
  readonly from: number;
  readonly to: number;
}

type Written = number | `${number}` | `${number}-${number}`;

interface StatusesOptions extends FieldOptions {
  readonly default?: readonly Written[];
}

/** One or many statuses, or ranges of them such as `200-299`. */
export function statuses<const O extends StatusesOptions>(
  about: string,
  options: O = {} as O,
): Present<Written | readonly Written[], readonly Statuses[], O> {
  // A single value has become a list of one before the schema sees it.
  const schema = array(item, expected('one or more statuses')) as unknown as GenericSchema<
    Written | readonly Written[],
    readonly Statuses[]
  >;
  return present({ schema, shape: { kind: 'list', of: shape, commas: true }, about, unit: '' }, options);
}

const item: GenericSchema<Written, Statuses> = pipe(
  custom<Written>(() => true),
  rawTransform(({ dataset, addIssue, NEVER }) => {
    const given: unknown = dataset.value;
    const match = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(String(given).trim());
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (match && from >= 100 && from <= to && to <= 599) return { from, to };
    addIssue({ message: `expected statuses from 100 to 599 such as 200 or "200-299", found ${found(given)}` });
    return NEVER;
  }),
);

const shape: LeafShape = { kind: 'leaf', type: 'text', takes: ['number', 'string'] };
