import type { Ledger } from '../../../shared/ledger/ledger.ts';
import type { CounterRule } from '../../../shared/ledger/rule.ts';

/** One store, which several instances use. */
export interface LedgerSubject {
  /** One more instance over the same store; the suite closes it. */
  open(): Promise<Ledger>;
  /** One more, whose own clock is that much ahead (negative: behind). Present where `skews`. */
  openSkewed?(aheadMs: number): Promise<Ledger>;
  /** The time of the store; that of this process when absent. */
  now?(): number;
  /** Moves the time of the store. Present where time is `still`; else the suite waits. */
  advance?(ms: number): void | Promise<void>;
  /** Stops the store as hard as it can be and starts it again, with every instance closed. Present where `isDurable`. */
  restart?(): Promise<void>;
  close?(): Promise<void>;
}

/** What a twin can do; what is absent is `everyTrait`. */
export interface LedgerTraits {
  readonly kinds: readonly CounterRule['kind'][];
  /** `reserve`, `settle`, `release`. */
  readonly hasReservations: boolean;
  /** Several claims at once. */
  readonly joinsClaims: boolean;
  /** `still`: time passes only by `advance`. */
  readonly time: 'still' | 'real';
  readonly skews: boolean;
  readonly isDurable: boolean;
  /** Each answer is that of the store at this moment; else instances may hold a share unused, and know what they heard. */
  readonly isExact: boolean;
}

/** All that a ledger may promise, over a store whose clock cannot be moved, skewed or restarted. */
export const everyTrait: LedgerTraits = {
  kinds: ['token-bucket', 'fixed-window', 'sliding-window', 'concurrency', 'budget'],
  hasReservations: true,
  joinsClaims: true,
  time: 'real',
  skews: false,
  isDurable: false,
  isExact: true,
};
