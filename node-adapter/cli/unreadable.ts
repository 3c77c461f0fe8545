import { UsageError } from './usage-error.ts';

/** A configuration that cannot be read at all: the command line was right, what it names is not. */
export class Unreadable extends UsageError {
  override readonly exitCode = 1;
}
