import { type GenericSchema, maxLength, minValue, number, pipe, strictObject, string } from 'valibot';
import type { Ejection } from '../../../shared/upstream/ejection.ts';

/** Longer than any name of an upstream or a target. */
const longestName = 512;

const name = pipe(string(), maxLength(longestName));

/** An ejection as isolates and the object tell each other of it, as JSON. */
export const ejectionSchema: GenericSchema<unknown, Ejection> = strictObject({
  upstream: name,
  target: name,
  untilMs: pipe(number(), minValue(0)),
});
