import { type BudgetSettings, budgetQuota } from '../../ai/limits/budget-quota.ts';
import { lengthMs, type Period, type parsePeriod } from '../../ai/limits/period.ts';
import type { BudgetQuota, Subject } from '../../ai/limits/quota.ts';
import { microUnits } from '../../ai/money/micro-units.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Config } from '../config.ts';

type InferenceConfig = NonNullable<Config['routes'][number]['inference']>;

/** A budget as the configuration has it. */
export type BudgetConfig = InferenceConfig['budgets'][number];

/** Whose budgets they are, and where each is counted. */
export interface BudgetSurroundings {
  readonly currency: string;
  subjectOf(budget: BudgetConfig): Subject;
  /** The routes that use it up together. */
  ownerOf(budget: BudgetConfig): string;
  ledgerOf(budget: BudgetConfig): Ledger;
}

/** Every budget of a route, of which one may say several: those that it says in one word go by that. */
export function budgetsOf({ budgets }: Pick<InferenceConfig, 'budgets'>): readonly BudgetConfig[] {
  return budgets.flatMap((budget) => {
    const { name, limit, costLimit } = budget;
    const words = [
      { name: `${prefixOf(name)}hourly`, limit: budget.hourlyLimit, period: 'hour' },
      { name: `${prefixOf(name)}daily`, limit: budget.dailyLimit, period: 'day' },
      { name: `${prefixOf(name)}monthly`, limit: budget.monthlyLimit, period: 'month' },
    ] as const;
    const short = words
      .filter((word) => word.limit !== undefined)
      .map((word): BudgetConfig => ({ ...budget, ...word, costLimit: undefined }));
    return limit === undefined && costLimit === undefined ? short : [budget, ...short];
  });
}

function prefixOf(name: string): string {
  return name === 'budget' ? '' : `${name} `;
}

/** Makes a budget ready. */
export function compileBudget(budget: BudgetConfig, surroundings: BudgetSurroundings): BudgetQuota {
  const { currency, ownerOf, subjectOf, ledgerOf } = surroundings;
  const { name, limit, costLimit, enforce, burstAllowance, alertThresholds } = budget;
  const amount = costLimit === undefined ? (limit ?? 0) : microUnits(costLimit);
  const settings: BudgetSettings = {
    ...{ name, enforce, limit: amount, thresholds: alertThresholds, period: periodOf(budget) },
    ...(costLimit === undefined ? { measure: 'tokens' } : { measure: 'money', currency }),
    burst: Math.floor(amount * burstAllowance),
    carryMax: budget.rollover ? Math.floor(amount * (budget.rolloverShare ?? 1)) : 0,
  };
  return budgetQuota(settings, { owner: ownerOf(budget), ledger: ledgerOf(budget), subject: subjectOf(budget) });
}

function periodOf({ period, rolling, timeZone }: BudgetConfig): Period {
  const known: NonNullable<ReturnType<typeof parsePeriod>> = period;
  if (rolling) return { kind: 'rolling', ms: lengthMs(known) };
  return typeof known === 'string' ? { kind: known, zone: timeZone } : { kind: 'span', ms: known.ms };
}
