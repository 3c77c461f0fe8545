import type { Ledger } from './ledger.ts';
import type { LedgerSettings } from './ledger-settings.ts';

/** Gives the parts of a plan their ledgers. Who opens a ledger never closes it: the plan does, when it is gone. */
export interface LedgerOpener {
  /** The same settings give the same ledger, also over reloads; without any, those that the configuration has for all. */
  open(settings?: LedgerSettings): Ledger;
}

/** How a runtime makes the ledgers it can have. Throws a `Fault` for what it has not. */
export type LedgerFactory = (settings: LedgerSettings) => Ledger;
