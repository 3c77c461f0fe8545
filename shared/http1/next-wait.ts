import type { Wait } from './connection-waits.ts';
import type { RequestIntake } from './request-intake.ts';

/**
 * What the client has to do next, within a time. `isNew`: no request was read yet. `isSilent`: it ended its half before
 * its answer has begun, and can be asked whether it is still there; `hasAsked`: it was.
 */
export function nextWait(
  { body, isBusy, isWithinHead }: RequestIntake,
  isNew: boolean,
  isSilent: boolean,
  hasAsked: boolean,
): Wait {
  const isBodyOpen = body !== null && !body.isDone;
  if (!isBusy) {
    if (isBodyOpen) return 'rest';
    if (isWithinHead) return 'head';
    return isNew ? 'first' : 'idle';
  }
  if (isBodyOpen) return body.isStarted && body.isReady ? 'body' : 'nothing';
  if (!isSilent) return 'nothing';
  return hasAsked ? 'next-sign-of-life' : 'sign-of-life';
}
