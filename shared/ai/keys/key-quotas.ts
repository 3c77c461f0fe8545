import type { Routed } from '../../engine/exchange.ts';
import { enteredKey } from '../../keys/entered-key.ts';
import type { KeyBudget } from '../../keys/key-record.ts';
import type { VirtualKey } from '../../keys/virtual-key.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { budgetQuota } from '../limits/budget-quota.ts';
import type { Quota } from '../limits/quota.ts';
import { rateQuotas } from '../limits/rate-quotas.ts';
import { microUnits } from '../money/micro-units.ts';

/** Where the limits and budgets of keys are counted. */
export interface KeyQuotaParts {
  readonly rateLedger: () => Ledger;
  readonly budgetLedger: () => Ledger;
  /** What budgets of money are in. */
  readonly currency: string;
}

/** Shares of a budget that are told of. */
const thresholds = [0.8, 0.9, 0.95];

/** Makes what a request is limited by beside its route: the limits of its key, which hold over all routes together. */
export function keyQuotas(parts: KeyQuotaParts): (exchange: Routed) => readonly Quota[] {
  const made = new WeakMap<VirtualKey, readonly Quota[]>();
  return (exchange) => {
    const key = exchange.get(enteredKey);
    if (!key) return none;
    const known = made.get(key);
    if (known) return known;
    const quotas = quotasOf(key, parts);
    made.set(key, quotas);
    return quotas;
  };
}

const none: readonly Quota[] = [];
const owner = 'virtual key';

function quotasOf(
  { id, settings }: VirtualKey,
  { rateLedger, budgetLedger, currency }: KeyQuotaParts,
): readonly Quota[] {
  const { rates, budgets } = settings;
  const subject = (): string => id;
  return [
    ...(rates ? rateQuotas(rates, { owner, ledger: rateLedger(), subject }) : []),
    ...budgets.map((budget) => budgetQuota(budgetOf(budget, currency), { owner, ledger: budgetLedger(), subject })),
  ];
}

function budgetOf({ name, tokens, cost, period, timeZone, enforce }: KeyBudget, currency: string) {
  return {
    ...{ name, enforce, thresholds, period: { kind: period, zone: timeZone } },
    ...(cost === undefined
      ? { measure: 'tokens' as const, limit: tokens ?? 0 }
      : { measure: 'money' as const, limit: microUnits(cost), currency }),
    ...{ burst: 0, carryMax: 0 },
  };
}
