import { messageOf } from '../../node-adapter/message-of.ts';

/** What comes of it; a failure is told without the trace, and ends the process. */
export async function orEnd<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  }
}
