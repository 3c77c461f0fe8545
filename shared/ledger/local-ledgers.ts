import { Fault } from '../errors/fault.ts';
import type { Platform } from '../platform/platform.ts';
import type { LedgerFactory } from './ledger-opener.ts';

/** The ledgers that every runtime has: those in its memory. */
export function localLedgers(_platform: Pick<Platform, 'clock'>): LedgerFactory {
  return ({ backend }) => {
    throw new Fault('internal', { detail: `this runtime has no ledger of the kind ${backend}` });
  };
}
