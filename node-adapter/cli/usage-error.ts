/** The command line is off. Its message says what to write; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What the program ends with. */
  readonly exitCode: number = 2;
}
