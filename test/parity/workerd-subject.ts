import type { Subject } from './subjects.ts';

/** Starts the Worker under the bare runtime. */
export async function startWorkerd(_kdl: string, _port: number): Promise<Subject> {
  throw new Error('not there yet');
}
