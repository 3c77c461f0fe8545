import { custom, type GenericSchema, pipe, rawTransform } from 'valibot';
import { found } from './expected.ts';
import type { FieldOptions, Present } from './field.ts';
import { present } from './present.ts';
import type { LeafShape } from './shape.ts';

interface DurationOptions extends FieldOptions {
  readonly default?: Duration;
  /** Shortest span, in milliseconds; 1 unless given. */
  readonly minMs?: number;
}

/** A span of time: a number in the unit of the setting, or a number with its unit. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** A span of time whose bare numbers are seconds, read as milliseconds. */
export function seconds<const O extends DurationOptions>(
  about: string,
  options: O = {} as O,
): Present<Duration, number, O, 'Ms'> {
  return present({ schema: durationSchema(1000, options.minMs ?? 1), shape, about, unit: 'Ms' }, options);
}

/** A span of time whose bare numbers are milliseconds. */
export function milliseconds<const O extends DurationOptions>(
  about: string,
  options: O = {} as O,
): Present<Duration, number, O, 'Ms'> {
  return present({ schema: durationSchema(1, options.minMs ?? 1), shape, about, unit: 'Ms' }, options);
}

/** The milliseconds of a text such as `1.5s` or `2 minutes`; `undefined` when it is not one. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim().toLowerCase());
  const unit = match && units.find(({ names }) => names.includes(match[2] ?? ''));
  return unit ? Number(match[1]) * unit.ms : undefined;
}

const units = [
  { ms: 1, names: ['ms', 'millis', 'millisecond', 'milliseconds'] },
  { ms: 1000, names: ['s', 'sec', 'secs', 'second', 'seconds'] },
  { ms: 60_000, names: ['m', 'min', 'mins', 'minute', 'minutes'] },
  { ms: 3_600_000, names: ['h', 'hr', 'hrs', 'hour', 'hours'] },
  { ms: 86_400_000, names: ['d', 'day', 'days'] },
];

const longestSpanMs = 100 * 365 * 86_400_000;

function durationSchema(unitMs: number, minMs: number): GenericSchema<Duration, number> {
  return pipe(
    custom<Duration>(() => true),
    rawTransform(({ dataset, addIssue, NEVER }) => {
      const value: unknown = dataset.value;
      const ms = typeof value === 'number' ? value * unitMs : typeof value === 'string' ? durationMs(value) : undefined;
      if (ms !== undefined && ms >= minMs && ms <= longestSpanMs) return ms;
      const example = unitMs === 1000 ? 'seconds such as 30' : 'milliseconds such as 500';
      const least = ms !== undefined && ms < minMs ? ` of at least ${minMs} ms` : '';
      addIssue({ message: `expected a span of time${least} (${example}, or "1.5s", "5m"), found ${found(value)}` });
      return NEVER;
    }),
  );
}

const shape: LeafShape = { kind: 'leaf', type: 'duration', takes: ['number', 'string'] };
