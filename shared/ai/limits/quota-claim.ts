import type { CounterView } from '../../ledger/ledger.ts';
import type { GuardedClaim } from '../../ledger/on-ledger-failure.ts';
import type { Usage } from '../usage.ts';
import type { Measure, Quota } from './quota.ts';

/** A claim that knows its limit. */
export interface QuotaClaim extends GuardedClaim {
  readonly quota: Quota;
}

/** How a request stands with a limit. */
export interface QuotaStanding {
  readonly claim: QuotaClaim;
  readonly view: CounterView;
}

/** What is used, or expected to be. */
export interface Use {
  readonly requests: number;
  readonly usage: Pick<Usage, 'input' | 'output'> | undefined;
  /** Millionths of a currency unit. */
  readonly money: number;
}

/** How much of a use a limit counts. */
export function amountOf(measure: Measure, { requests, usage, money }: Use): number {
  switch (measure) {
    case 'requests':
      return requests;
    case 'money':
      return money;
    case 'tokens':
      return usage === undefined ? 0 : usage.input + usage.output;
    case 'input-tokens':
      return usage?.input ?? 0;
    case 'output-tokens':
      return usage?.output ?? 0;
  }
}

/** What clients are told of a limit: of a budget without what it may be overdrawn by. */
export function toldView({ claim: { quota }, view }: QuotaStanding): CounterView {
  if (quota.kind === 'rate' || quota.burst === 0) return view;
  return { limit: view.limit - quota.burst, remaining: view.remaining - quota.burst, resetMs: view.resetMs };
}
