import type { MeasuredUsage, Usage } from '../usage.ts';
import { unused } from './counts.ts';

/** What is known of the use of one request once it is over. */
export interface KnownUse {
  /** What the provider reported, if anything. */
  readonly reported: Usage | undefined;
  /** Whether the answer came to its end and a report is the last one. */
  readonly isComplete: boolean;
  /** Input as estimated before it was sent. */
  readonly countedInput: number;
  /** Output as counted from what came. */
  readonly countedOutput: number;
}

/**
 * What a request is charged. A report counts, that of a stream which broke off only as far as it goes: the beginning of a
 * stream of Anthropic reports one token of output, however many follow. Headers that tell what is left of a limit are no
 * report: they speak of the account, not of this request.
 */
export function measuredUsage({ reported, isComplete, countedInput, countedOutput }: KnownUse): MeasuredUsage {
  if (reported === undefined) return { ...unused, input: countedInput, output: countedOutput, source: 'counted' };
  if (isComplete) return { ...reported, source: 'reported' };
  const input = reported.input > 0 ? reported.input : countedInput;
  return { ...reported, input, output: Math.max(reported.output, countedOutput), source: 'mixed' };
}
