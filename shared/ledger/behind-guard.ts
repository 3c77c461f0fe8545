import type { Fault } from '../errors/fault.ts';
import type { Platform } from '../platform/platform.ts';
import { GuardedLedger } from './guarded-ledger.ts';
import { LeasedLedger } from './leased-ledger.ts';
import type { Ledger } from './ledger.ts';
import type { GuardSettings, LeaseSettings } from './ledger-settings.ts';
import { memoryLedger } from './memory-ledger.ts';

/** How a ledger elsewhere is used. */
export interface StoreUse {
  readonly guard: GuardSettings;
  readonly lease?: LeaseSettings | undefined;
}

/** What the use of a ledger elsewhere takes. */
export interface StoreParts {
  readonly platform: Platform;
  /** Hears of every answer that a ledger did not give. */
  report(ledger: string, fault: Fault): void;
}

/** Puts a ledger elsewhere behind its deadline and failure mode, and has it spent by slices where that is asked for. */
export function behindGuard(ledger: Ledger, { guard, lease }: StoreUse, { platform, report }: StoreParts): Ledger {
  const { clock, timers } = platform;
  const used = lease === undefined ? ledger : new LeasedLedger(ledger, lease, platform);
  return new GuardedLedger(used, guard, {
    clock,
    timers,
    local: memoryLedger(clock),
    report: (fault) => report(ledger.name, fault),
  });
}
