import { type BudgetSettings, budgetQuota } from '../../ai/limits/budget-quota.ts';
import { lengthMs, type Period, type parsePeriod } from '../../ai/limits/period.ts';
import type { BudgetQuota, Subject } from '../../ai/limits/quota.ts';
import { microUnits } from '../../ai/money/micro-units.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Config } from '../config.ts';

type InferenceConfig = NonNullable<Config['routes'][number]['inference']>;

/** A budget as the configuration has it, under the name it goes by. */
export type NamedBudget = Omit<InferenceConfig['budgets'][number], 'name'> & { readonly name: string };

/** Whose budgets they are, and where each is counted. */
export interface BudgetSurroundings {
  readonly routeId: string;
  readonly currency: string;
  subjectOf(budget: NamedBudget): Subject;
  ledgerOf(budget: NamedBudget): Ledger;
}

/** Every budget of a route by its name: those of the list, the one without a name, and those it says in one word. */
export function budgetsOf({ budget, budgets }: InferenceConfig): readonly NamedBudget[] {
  if (budget === undefined) return budgets;
  const { hourlyLimit, dailyLimit, monthlyLimit, ...single } = budget;
  const words = [
    { name: 'hourly', limit: hourlyLimit, period: 'hour' },
    { name: 'daily', limit: dailyLimit, period: 'day' },
    { name: 'monthly', limit: monthlyLimit, period: 'month' },
  ] as const;
  const short = words
    .filter(({ limit }) => limit !== undefined)
    .map((word): NamedBudget => ({ ...single, ...word, costLimit: undefined }));
  const hasOwn = single.limit !== undefined || single.costLimit !== undefined;
  return [...(hasOwn ? [{ ...single, name: 'budget' }] : []), ...short, ...budgets];
}

/** Makes a budget of a route ready. */
export function compileBudget(budget: NamedBudget, surroundings: BudgetSurroundings): BudgetQuota {
  const { routeId, currency, subjectOf, ledgerOf } = surroundings;
  const { name, limit, costLimit, enforce, burstAllowance, alertThresholds } = budget;
  const amount = costLimit === undefined ? (limit ?? 0) : microUnits(costLimit);
  const settings: BudgetSettings = {
    ...{ name, enforce, limit: amount, thresholds: alertThresholds, period: periodOf(budget) },
    ...(costLimit === undefined ? { measure: 'tokens' } : { measure: 'money', currency }),
    burst: Math.floor(amount * burstAllowance),
    carryMax: budget.rollover ? Math.floor(amount * (budget.rolloverShare ?? 1)) : 0,
  };
  return budgetQuota(settings, { owner: routeId, ledger: ledgerOf(budget), subject: subjectOf(budget) });
}

function periodOf({ period, rolling, timeZone }: NamedBudget): Period {
  const known: NonNullable<ReturnType<typeof parsePeriod>> = period;
  if (rolling) return { kind: 'rolling', ms: lengthMs(known) };
  return typeof known === 'string' ? { kind: known, zone: timeZone } : { kind: 'span', ms: known.ms };
}
