import type { Wait } from './connection-waits.ts';
import type { RequestIntake } from './request-intake.ts';

/** What else of a connection decides about its waits. */
export interface Expectations {
  /** Whether no request was read yet. */
  readonly isNew: boolean;
  /** Whether the client ended its half before its answer has begun, and can be asked whether it is still there. */
  readonly isSilent: boolean;
  readonly hasAsked: boolean;
}

/** What the client has to do next, within a time. */
export function nextWait({ body, isBusy, isWithinHead }: RequestIntake, expected: Expectations): Wait {
  const isBodyOpen = body !== null && !body.isDone;
  if (!isBusy) {
    if (isBodyOpen) return 'rest';
    if (isWithinHead) return 'head';
    return expected.isNew ? 'first' : 'idle';
  }
  if (isBodyOpen) return body.isStarted && body.isReady ? 'body' : 'nothing';
  if (!expected.isSilent) return 'nothing';
  return expected.hasAsked ? 'next-sign-of-life' : 'sign-of-life';
}
