import { Fault } from '../errors/fault.ts';
import type { Clock } from '../platform/platform.ts';
import type { LedgerFactory } from './ledger-opener.ts';
import { defaultMemoryBounds, memoryLedger } from './memory-ledger.ts';

/** The ledgers that every runtime has: those in its memory. */
export function localLedgers({ clock }: { readonly clock: Clock }): LedgerFactory {
  return (settings) => {
    if (settings.backend === 'local') {
      return memoryLedger(clock, { ...defaultMemoryBounds, maxCounters: settings.maxKeys });
    }
    throw new Fault('internal', { detail: `this runtime has no ledger of the kind ${settings.backend}` });
  };
}
