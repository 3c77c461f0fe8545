import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../shared/config/config.ts';

/** Tells the workers where they count together. */
const ledgerVariable = 'SENTINEL_WORKER_LEDGER';

/** A file in which the processes that serve the same listeners count together, for as long as they do. */
export interface LedgerFile {
  /** What the workers are started with. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): void;
}

/**
 * Makes a place for the file. Workers that become another user must be able to write there: then the folder is open to
 * all, under a name that nobody can guess in a folder that nobody can list.
 */
export function makeLedgerFile({ user, group }: Pick<Config['system'], 'user' | 'group'>): LedgerFile {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
  const inner = join(folder, randomBytes(16).toString('hex'));
  mkdirSync(inner, { mode: 0o700 });
  if (user !== undefined || group !== undefined) {
    chmodSync(folder, 0o711);
    chmodSync(inner, 0o777);
  }
  return {
    environment: { [ledgerVariable]: join(inner, 'ledger.db') },
    remove() {
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // What another user wrote may stay; the system clears its folder for temporary files.
      }
    },
  };
}

/** Where this worker counts together with the others; `undefined` in a process that serves alone. */
export function sharedLedgerFile(): string | undefined {
  return process.env[ledgerVariable];
}
