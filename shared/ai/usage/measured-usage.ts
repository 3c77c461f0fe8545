import type { MeasuredUsage, ReportedUsage } from '../usage.ts';
import { unused } from './counts.ts';

/** What is known of the use of one request once it is over. */
export interface KnownUse {
  /** What the provider reported, if anything. */
  readonly reported: ReportedUsage | undefined;
  /** Whether the answer came to its end and a report is the last one. */
  readonly isComplete: boolean;
  /** Input as estimated before it was sent. */
  readonly countedInput: number;
  /** Output as counted from what came. */
  readonly countedOutput: number;
}

/**
 * What a request is charged. A report counts, as far as it goes: what it leaves out is taken as it was counted, and that of
 * a stream which broke off is from before its end, as that of Anthropic reports one token of output at its beginning,
 * however many follow. Headers that tell what is left of a limit are no report: they speak of the account, not of this
 * request.
 */
export function measuredUsage({ reported, isComplete, countedInput, countedOutput }: KnownUse): MeasuredUsage {
  if (reported === undefined) return { ...unused, input: countedInput, output: countedOutput, source: 'counted' };
  const { lacksInput, lacksOutput } = reported;
  if (isComplete && !lacksInput && !lacksOutput) return { ...reported, source: 'reported' };
  const { lacksInput: _input, lacksOutput: _output, ...said } = reported;
  const input = lacksInput || said.input === 0 ? Math.max(said.input, countedInput) : said.input;
  // Without its output a report may still tell what was thought.
  const output = lacksOutput ? said.output + countedOutput : Math.max(said.output, isComplete ? 0 : countedOutput);
  const isWhole = isComplete && input === said.input && output === said.output;
  return { ...said, input, output, source: isWhole ? 'reported' : 'mixed' };
}
