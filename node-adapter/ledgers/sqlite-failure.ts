import { Fault } from '../../shared/errors/fault.ts';

/** A failure with a ledger file. */
export interface SqliteFailure {
  /** As an operator is told of it: a `Fault('ledger_unavailable')`. What has nothing to do with the file stays as it is. */
  readonly error: unknown;
  /** The file is as good as before, and may stay open. */
  readonly isPassing: boolean;
}

/** What a failure means. The texts of SQLite are told apart, because not every runtime gives its codes. */
export function sqliteFailure(error: unknown, path: string): SqliteFailure {
  if (!isOfFile(error)) return { error, isPassing: true };
  const text = error.message;
  const { meaning, isPassing = false } = meanings.find(({ pattern }) => pattern.test(text)) ?? { meaning: 'failed' };
  const fault = new Fault('ledger_unavailable', { detail: `the ledger ${path} ${meaning} (${text})`, cause: error });
  return { error: fault, isPassing };
}

/** SQLite and the file system give their errors codes, on every runtime; so does a fault. */
function isOfFile(error: unknown): error is Error {
  return error instanceof Error && !(error instanceof Fault) && 'code' in error && typeof error.code === 'string';
}

interface Meaning {
  readonly pattern: RegExp;
  readonly meaning: string;
  readonly isPassing?: boolean;
}

const meanings: readonly Meaning[] = [
  { pattern: /locked|busy/i, meaning: 'is locked by another process for too long', isPassing: true },
  {
    pattern: /malformed|not a database|corrupt/i,
    meaning: 'is damaged, or not a ledger: move it away, and counting begins anew',
  },
  {
    pattern: /\bfull\b/i,
    meaning: 'cannot grow: the disk is full, or the ledger is as large as it may be',
    isPassing: true,
  },
  { pattern: /read-?only/i, meaning: 'cannot be written' },
  {
    pattern: /unable to open|EACCES|ENOENT|EISDIR|ENOTDIR|EROFS/i,
    meaning: 'cannot be opened: its folder must be there, and writable',
  },
];
