import { boolean, type GenericSchema, maxLength, minValue, number, pipe, strictObject, string } from 'valibot';
import type { CheckVerdict } from '../../../shared/upstream/health/target-check.ts';

/** What checks found of a target, for those who do not check themselves. */
export interface SharedVerdict extends CheckVerdict {
  readonly upstream: string;
  /** Name of the target. */
  readonly target: string;
  /** Milliseconds since the epoch; nobody believes it longer. */
  readonly untilMs: number;
}

const name = pipe(string(), maxLength(512));

/** A verdict as the object tells isolates of it, as JSON. */
export const verdictSchema: GenericSchema<unknown, SharedVerdict> = strictObject({
  upstream: name,
  target: name,
  healthy: boolean(),
  degraded: boolean(),
  reason: string(),
  untilMs: pipe(number(), minValue(0)),
});
