import type { Claim, Verdict } from './ledger.ts';

/**
 * What becomes of a claim that the ledger cannot decide in time: `closed` refuses it, `open` grants it, `local` decides
 * by a stated share of the limit that this process enforces alone.
 */
export type OnLedgerFailure = 'closed' | 'open' | 'local';

/** A claim that says what becomes of it while the ledger is away. The guard's own word holds when it says nothing. */
export interface GuardedClaim extends Claim {
  readonly onFailure?: OnLedgerFailure | undefined;
}

/** A verdict that says who gave it. */
export interface GuardedVerdict extends Verdict {
  /** Present when the ledger was not asked, or did not answer in time: what decided instead. */
  readonly unchecked?: 'open' | 'local';
}
