import { array, type GenericSchema, maxLength, minValue, number, optional, pipe, strictObject, string } from 'valibot';
import type { DiscoveredTarget } from '../../../shared/upstream/discovery/discovered-target.ts';

/** The targets that a source named for an upstream, for those who do not ask it themselves. */
export interface FoundTargets {
  readonly upstream: string;
  readonly targets: readonly DiscoveredTarget[];
  /** Milliseconds since the epoch; nobody uses them longer. */
  readonly untilMs: number;
}

const text = pipe(string(), maxLength(512));

const target = strictObject({
  host: text,
  port: number(),
  weight: number(),
  zone: optional(text),
  serverName: optional(text),
});

/** Found targets as the object tells isolates of them, as JSON. */
export const foundTargetsSchema: GenericSchema<unknown, FoundTargets> = strictObject({
  upstream: text,
  targets: array(target),
  untilMs: pipe(number(), minValue(0)),
});
