import { custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import { found } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

interface SizeOptions extends FieldOptions {
  readonly default?: Size;
  /** Smallest size in bytes; 0 unless given. */
  readonly min?: number;
}

/** A number of bytes, bare or with a unit: `KB` is 1000 bytes, `KiB` is 1024. */
export type Size = number | `${number}${'B' | 'KB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`;

/** A number of bytes. */
export function size<const O extends SizeOptions>(
  about: string,
  options: O = {} as O,
): Present<Size, number, O, 'Bytes'> {
  return present({ schema: sizeSchema(options.min ?? 0), shape, about, unit: 'Bytes' }, options);
}

/** The bytes of a text such as `10MB` or `64 KiB`; `undefined` when it is not one. */
export function sizeBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  const factor = match && units.get(match[2] ?? '');
  return factor ? Math.round(Number(match[1]) * factor) : undefined;
}

const units = new Map([
  ['', 1],
  ['b', 1],
  ['k', 1000],
  ['kb', 1000],
  ['m', 1_000_000],
  ['mb', 1_000_000],
  ['g', 1_000_000_000],
  ['gb', 1_000_000_000],
  ['kib', 1024],
  ['mib', 1_048_576],
  ['gib', 1_073_741_824],
]);

function sizeSchema(min: number): GenericSchema<Size, number> {
  return pipe(
    custom<Size>(() => true),
    rawTransform(({ dataset, addIssue, NEVER }) => {
      const value: unknown = dataset.value;
      const bytes = typeof value === 'string' ? sizeBytes(value) : value;
      if (typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= min) return bytes;
      const least = min > 0 ? ` of at least ${min}` : '';
      addIssue({ message: `expected a size${least} in bytes (such as 65536 or "10MB"), found ${found(value)}` });
      return NEVER;
    }),
  );
}

const shape: LeafShape = { kind: 'leaf', type: 'size', takes: ['number', 'string'] };
