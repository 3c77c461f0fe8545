import type { PurgeDesk } from '../cache/purge-desk.ts';
import type { KeyOffice } from '../keys/key-office.ts';
import type { Platform } from '../platform/platform.ts';

/** What the sections of the admin API work on. A part that is absent is not in use here, and its section neither. */
export interface AdminParts {
  readonly platform: Platform;
  readonly version: string;
  /** Where virtual keys are issued. */
  readonly keys?: KeyOffice | undefined;
  /** Where the cache is asked about, and purged. */
  readonly purges?: PurgeDesk | undefined;
}
