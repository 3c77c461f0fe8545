import type { Ledger } from '../../ledger/ledger.ts';
import type { Budget, CounterRule, SlidingWindow } from '../../ledger/rule.ts';
import { Calendar, endOfPeriod } from './calendar.ts';
import { counterKeys, counterPrefix } from './counter-prefix.ts';
import type { Period } from './period.ts';
import type { BudgetQuota, Subject } from './quota.ts';

/** A budget of one client, tenant or virtual key. */
export interface BudgetSettings {
  readonly name: string;
  readonly measure: 'tokens' | 'money';
  /** Tokens, or millionths of a currency unit. */
  readonly limit: number;
  readonly period: Period;
  readonly currency?: string | undefined;
  readonly enforce: boolean;
  /** Used beyond the limit before anything is refused; 0 with anything carried over. */
  readonly burst: number;
  /** Most of what was left that is added to the next period; 0 for none, and for rolling budgets. */
  readonly carryMax: number;
  readonly thresholds: readonly number[];
}

/** Whose budget it is, and where it is counted. */
export interface BudgetPlace {
  /** Tells it from the same budget of others: a route, a virtual key. */
  readonly owner: string;
  readonly ledger: Ledger;
  readonly subject: Subject;
}

/** Makes a budget ready to be asked about. */
export function budgetQuota(settings: BudgetSettings, place: BudgetPlace): BudgetQuota {
  const { name, measure, limit, burst, carryMax, currency, enforce, period } = settings;
  const { owner, ledger, subject } = place;
  const prefix = counterPrefix(`ai-budget ${owner} ${name} ${measure} ${nameOf(period)}`);
  return {
    ...{ kind: 'budget', owner, name, measure, ledger, prefix, enforce, burst, currency },
    key: counterKeys(prefix, subject),
    most: limit + burst + carryMax,
    thresholds: settings.thresholds.toSorted((a, b) => a - b),
    ...rulesOf(settings),
  };
}

/** Counts in another unit, or over another period, are of no use to each other. */
function nameOf(period: Period): string {
  return period.kind === 'span' || period.kind === 'rolling' ? `${period.kind} ${period.ms}` : period.kind;
}

/** When the period ends that a rule of a budget was made in; `undefined` for a rolling one. */
export function endOfRule(rule: CounterRule): number | undefined {
  return rule.kind === 'budget' ? endOfPeriod(rule.starts) : undefined;
}

function rulesOf(settings: BudgetSettings): Pick<BudgetQuota, 'rule' | 'once'> {
  const { period, limit, burst, carryMax } = settings;
  if (period.kind === 'rolling') return rollingRules(limit + burst, period.ms);
  const calendar = new Calendar(period, pastOf(settings));
  const counted = perPeriod((starts) => ({ kind: 'budget', limit: limit + burst, starts, carryMax }));
  const once = perPeriod((starts) => ({ kind: 'budget', limit: 1, starts, carryMax: 0 }));
  return {
    rule: (now) => counted(calendar.starts(now)),
    once: (now) => once(calendar.starts(now)),
  };
}

/** Periods that must be known so that nothing is lost that idle ones carry over: as many as fill the carry. */
function pastOf({ carryMax, limit }: BudgetSettings): number {
  return carryMax === 0 ? 1 : Math.min(mostPast, 1 + Math.ceil(carryMax / limit));
}

/** A ledger forgets a budget that nobody used for that many periods. */
const mostPast = 12;

function rollingRules(limit: number, windowMs: number): Pick<BudgetQuota, 'rule' | 'once'> {
  const counted: SlidingWindow = { kind: 'sliding-window', limit, windowMs };
  const once: SlidingWindow = { kind: 'sliding-window', limit: 1, windowMs };
  return { rule: () => counted, once: () => once };
}

/** Makes a rule anew only when the calendar has another list. */
function perPeriod(make: (starts: readonly number[]) => Budget): (starts: readonly number[]) => CounterRule {
  let rule: Budget | undefined;
  return (starts) => {
    if (rule?.starts !== starts) rule = make(starts);
    return rule;
  };
}
