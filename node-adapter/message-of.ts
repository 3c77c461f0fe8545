import { Fault } from '../shared/errors/fault.ts';

/** What to tell people of a failure: its message, without the trace. */
export function messageOf(error: unknown): string {
  // What a fault says to clients is no help to who runs the program.
  if (error instanceof Fault && error.detail !== undefined) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
