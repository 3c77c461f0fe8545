import { Book } from '../../shared/ledger/book.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { SqliteBookStore } from './sqlite-book-store.ts';

/** Where a ledger of this machine is kept. */
export interface SqliteLedgerOptions {
  readonly path: string;
  /** Longest wait for another process that writes; 1 s when absent. */
  readonly busyMs?: number | undefined;
  /** Size of the file at most; 256 MiB when absent, which is some two million counters. */
  readonly maxBytes?: number | undefined;
}

/**
 * A ledger in a file, for any number of processes of one machine. The file is opened by the first operation; while it
 * cannot be used, each one fails with `Fault('ledger_unavailable')`, which says why.
 */
export function openSqliteLedger(options: SqliteLedgerOptions, { clock }: { readonly clock: Clock }): Ledger {
  const { path, busyMs = 1_000, maxBytes = 256 * 1024 * 1024 } = options;
  const store = new SqliteBookStore({ path, busyMs, maxBytes }, clock);
  return new Book('sqlite', store, () => store.close());
}
