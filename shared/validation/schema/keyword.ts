import type { Dialect } from './dialect.ts';
import type { JsonObject } from './json-equal.ts';
import type { Check, Run } from './run.ts';
import type { Resource, SchemaDocument } from './schema-document.ts';

/** What the keywords of one schema are made ready with. */
export interface KeywordParts {
  readonly schema: JsonObject;
  readonly dialect: Dialect;
  readonly document: SchemaDocument;
  readonly resource: Resource;
  readonly isStrict: boolean;
  /** Which way values go, where `readOnly` and `writeOnly` mean something. */
  readonly direction: 'request' | 'response' | undefined;
  /** The check of a schema below this one; `inPlace` when it judges the same value as this one. */
  sub(schema: unknown, steps: readonly (string | number)[], place: 'in-place' | 'part'): Check;
  /** The check of a schema that is found by reference. */
  target(schema: unknown): Check;
  /** Notes that a keyword is written wrongly. */
  wrong(steps: readonly (string | number)[], message: string): void;
  /** The tester of a pattern, which takes time in proportion to the text; `undefined` after a problem was noted. */
  pattern(source: unknown, steps: readonly (string | number)[]): PatternTest | undefined;
}

/** Whether a pattern fits a text; what it costs is counted by the run. */
export type PatternTest = (text: string, run: Run) => boolean;

/** Makes the checks of some keywords; none when they are not there. */
export type Keywords = (parts: KeywordParts) => readonly Check[];

/** Reads a whole number that is not negative, as most limits are. */
export function countOf({ schema, wrong }: KeywordParts, name: string): number | undefined {
  const value = schema[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  wrong([name], `"${name}" must be a whole number, not negative`);
  return undefined;
}

/** Reads a list of texts. */
export function textsOf(
  { wrong }: KeywordParts,
  value: unknown,
  steps: readonly (string | number)[],
): readonly string[] | undefined {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  wrong(steps, `"${steps.at(-1)}" must be a list of texts`);
  return undefined;
}
