import type { Http2Session } from 'node:http2';
import { runtimeName } from '../runtime-name.ts';

/**
 * Has a session of Deno closed and destroyed between its events only, also when Deno itself does it. It closes a session
 * as soon as a GOAWAY is told, while that frame is still being read: what it is read with is freed meanwhile, and any
 * peer that says good-bye ends the process (denoland/deno#36788). Elsewhere the session is left as it is.
 */
export function endsBetweenEvents(session: Http2Session): void {
  if (runtimeName() !== 'deno') return;
  const { close, destroy } = session;
  const closeSoon: typeof close = (...args) => {
    setImmediate(() => close.apply(session, args));
  };
  const destroySoon: typeof destroy = (...args) => {
    setImmediate(() => destroy.apply(session, args));
  };
  session.close = closeSoon;
  session.destroy = destroySoon;
}
