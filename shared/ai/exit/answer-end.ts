import type { Fault } from '../../errors/fault.ts';
import type { Spent } from '../limits/meter.ts';
import type { ReportedUsage } from '../usage.ts';

/** How an answer of a model ended, as the code that watched it saw it. */
export interface AnswerEnd {
  readonly outcome: Spent['outcome'];
  /** What the provider reported. */
  readonly reported: ReportedUsage | undefined;
  /** What was reported is from the beginning of the answer. */
  readonly reportsBeginning?: boolean | undefined;
  /** The model that the answer names. */
  readonly model: string | undefined;
  /** Whether the model said anything. */
  readonly hasContent: boolean;
  /** Tokens of what it said, as counted here. */
  readonly countedOutput: number | Promise<number>;
  /** Nobody could read what was said, or it is still to be said: what was expected of it is charged, or more where more came. */
  readonly isUnread?: boolean;
}

/** The end of a request that got no answer. */
export function withoutAnswer(outcome: Spent['outcome']): AnswerEnd {
  return { outcome, reported: undefined, model: undefined, hasContent: false, countedOutput: 0 };
}

/** What a fault makes of an answer. */
export function outcomeOfFault({ code, source }: Fault): Spent['outcome'] {
  if (code === 'client_left') return 'client-left';
  if (stalls.has(code)) return 'stalled';
  return source === 'upstream' ? 'cut' : 'error';
}

const stalls: ReadonlySet<string> = new Set([
  ...['upstream_first_byte_timeout', 'upstream_read_timeout', 'total_timeout'],
  ...['first_token_timeout', 'token_timeout'],
]);
